/** A plugin identified as core's REST API does it: `folder/file` without `.php`, or `file` for a single-file plugin. */
export type PluginId = string;

/** How one embedded WordPress is to be prepared. Everything but `plugins` has a default. */
export type WordPressOptions = {
  /** Sample plugins to be put on the site, in this order; see `SAMPLES` for the names. All are active unless `active` says otherwise. */
  readonly plugins: readonly PluginId[];
  /** The plugins that are active after the boot (sample ids and ids of mounted plugins). Default: every one of `plugins` and of `mount`. */
  readonly active?: readonly PluginId[];
  /** Folders (or single `.php` files) on disk to copy into wp-content/plugins, for trying real plugins by hand. */
  readonly mount?: readonly string[];
  /** Sample must-use plugins (file names of mocks/embedded/mu-plugins without `.php`). */
  readonly muPlugins?: readonly string[];
  /** Sample theme (a folder of mocks/embedded/themes) or a theme that ships with WordPress. Default: `quiet-theme`. */
  readonly theme?: string;
  /** Default `pretty` (`/wp-json/`); `plain` leaves only `?rest_route=`. */
  readonly permalinks?: 'pretty' | 'plain';
  /** Extra constants for wp-config.php; they win over the built-in ones. */
  readonly constants?: Readonly<Record<string, string | number | boolean>>;
  /** Options to write into the database before the first request (plain values). */
  readonly siteOptions?: Readonly<Record<string, string | number | boolean>>;
  /** Port on 127.0.0.1; default 0 = any free one. */
  readonly port?: number;
  /** Serves the site below this path (`shop` -> `http://127.0.0.1:<port>/shop/`); everything beside it is 404. */
  readonly subfolder?: string;
  /** Address WordPress believes in; default the one it is served at. */
  readonly siteUrl?: string;
  /** Makes the site the main one of a multisite network (subfolders), with these plugins active for the whole network. They are not in `active`. */
  readonly networkActive?: readonly PluginId[];
  /** True: the sites of that network are subdomains, and `siteUrl` names the main one's host. */
  readonly subdomains?: boolean;
  /** What stands in front of PHP: a Basic gate of the server, or a server that keeps the Authorization header to itself. */
  readonly server?: {
    readonly gate?: { readonly user: string; readonly password: string; readonly realm: string };
    readonly stripAuthorization?: boolean;
  };
  /** Milliseconds added before each answer, to imitate a distant site. Default 0. */
  readonly latencyMs?: number;
  /** Milliseconds one request may take before the watchdog kills the child. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds the boot may take. Default 60 000. */
  readonly bootTimeoutMs?: number;
  /** Receives one line per step while the site is provisioned and booted. */
  readonly onProgress?: (line: string) => void;
};

/** One request that the embedded WordPress has answered. */
export type ServedRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Request headers of interest: `authorization` (scheme only), `x-wp-nonce`, `x-wp-bisect-trace` and `cookie` (names only), `content-type`, `user-agent`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Request body of form and JSON posts, first 4 kB, passwords blanked. */
  readonly body: string;
};

/** A running WordPress on loopback. */
export type EmbeddedWordPress = {
  /** With a trailing slash. */
  readonly url: string;
  readonly user: 'admin';
  readonly password: string;
  /** The child's process id. */
  readonly pid: number;
  /** The private wp-content folder on disk; gone after `stop()`. */
  readonly contentDir: string;
  /** Creates an application password for `admin` (or `user`) out of band and returns it in the form that a person copies (`abcd EFGH …`). */
  createApplicationPassword(name?: string, user?: string): Promise<string>;
  /** Active plugins read from the database out of band, sorted, as REST identifiers. */
  activePlugins(): Promise<PluginId[]>;
  /** The same, as the option stores it: files with `.php`, in load order. */
  activeFiles(): Promise<string[]>;
  /** Makes exactly these plugins active by writing the option, with no hooks run. Order kept. */
  setActive(plugins: readonly PluginId[]): Promise<void>;
  /** Everything answered over HTTP so far, in order; out-of-band calls are not in it. Asked from the child, so it is complete. */
  requests(): Promise<readonly ServedRequest[]>;
  /** Forgets what was served so far. */
  clearRequests(): Promise<void>;
  /** Puts database and files back to the state right after the boot, without a reboot (about 50 ms), then makes `active` active if given. Sessions and application passwords stay good; the request log is emptied. */
  reset(active?: readonly PluginId[]): Promise<void>;
  /** Runs PHP inside WordPress (wp-load.php is loaded with no plugin, `<?php` not needed) and returns what it prints. */
  runPhp(code: string): Promise<string>;
  /** Kills the child and deletes its temporary folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Resolves when the child is gone, with the reason: `stopped`, or why it died. */
  readonly exited: Promise<string>;
};

/** The signature of `start.ts`: boots a WordPress, or rejects with an Error whose message says the fact, then the remedy. */
export type StartWordPress = (options: WordPressOptions) => Promise<EmbeddedWordPress>;
