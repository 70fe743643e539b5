/** Who answers 401 when no plugin does, as facts. The sentences are in `report/causes.ts`. */

import type { Setting } from '../findings.ts';
import type { AppIdentity, PluginId } from '../report.ts';
import type { LoginLost } from './access.ts';
import type { ByDesign } from './server.ts';

/** A file that WordPress loads and that is no plugin: a must-use plugin or a drop-in. */
export type ExtraFile = {
  /** Its path below wp-content/mu-plugins, or the drop-in's file name. */
  readonly file: string;
  /** As wp-admin shows it; empty where it shows none. */
  readonly name: string;
};

/** What is known about who answers, and how sure that is. */
export type CauseFacts =
  | {
      readonly kind: 'server-basic-auth';
      readonly url: string;
      readonly realm: string | null;
      /** nginx, apache, ... as far as its page tells. */
      readonly server: string | null;
      /** True when even a static file asks for the password. */
      readonly staticFiles: boolean;
      /** True when a plugin may have written the rule: none was really deactivated. */
      readonly mayBeLeftover: boolean;
    }
  | {
      readonly kind: 'server';
      readonly url: string;
      readonly status: number;
      readonly server: string | null;
      /** The hosting company that the headers name. */
      readonly host: string | null;
    }
  | { readonly kind: 'login-lost'; readonly by: LoginLost; readonly url: string }
  | { readonly kind: 'authorization-header-stripped'; readonly server: string | null }
  | {
      readonly kind: 'application-passwords-off';
      readonly why: 'no-https' | 'switched-off' | 'for-this-user';
      readonly mustUse: readonly ExtraFile[];
    }
  | {
      readonly kind: 'wrong-credentials';
      readonly code: string | null;
      /** True: the user has none at all. False: some exist. Null: nobody could tell. */
      readonly noneExists: boolean | null;
      /** False when a stripped Authorization header would look the same. */
      readonly certain: boolean;
      /** Given where it is an app's credential, and what WooCommerce or the token's plugin says of it. */
      readonly app?: {
        readonly credential: AppIdentity;
        readonly why:
          | 'wrong'
          | 'expired'
          | 'read-only'
          | 'write-only'
          /** The site knows the key, and its user may not do this. */
          | 'not-allowed'
          /** The token's plugin has no secret key yet. */
          | 'not-configured'
          /** What reads tokens was on, every suspect off, and the site took the sender for a visitor. */
          | 'not-accepted'
          /** No active plugin is known to read tokens. */
          | 'unread';
        /** The plugins that read tokens. */
        readonly readers?: readonly PluginId[];
      };
    }
  | {
      readonly kind: 'must-use-plugin';
      /** The known plugins whose answer this is, where none of them is active as a plugin. */
      readonly named?: readonly string[];
      /** The most likely first. */
      readonly files: readonly ExtraFile[];
      readonly theme: string | null;
    }
  | { readonly kind: 'drop-in'; readonly files: readonly ExtraFile[] }
  | {
      readonly kind: 'theme';
      readonly theme: string | null;
      readonly proven: boolean;
      /** False when nobody could list the must-use plugins: one of them may be it as well. */
      readonly mustUseKnown: boolean;
    }
  | { readonly kind: 'cache'; readonly url: string }
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'bot-challenge'; readonly by: string | null }
  | {
      readonly kind: 'not-tested';
      readonly plugins: readonly PluginId[];
      /** `answer`: the answer is known to be one of theirs. `route`: they serve what was asked for. */
      readonly why: 'answer' | 'route' | 'serves-request' | 'only-ones-left';
      /** What is known to end such a refusal, where something is. */
      readonly setting?: Setting;
      /** Given where one of them is active for a whole network: was that asked for with `--network`? */
      readonly network?: 'not-asked' | 'asked';
      /** Those of them that wp-admin and REST could not switch off, although nobody asked to keep them on. */
      readonly outOfReach?: readonly PluginId[];
    }
  | {
      readonly kind: 'leftover';
      readonly plugin: PluginId;
      readonly where: 'must-use' | 'drop-in' | 'htaccess' | 'wp-config' | 'auto-prepend';
      /** The file, where its name shows whose it is. */
      readonly file: string | null;
    }
  | ByDesign
  | { readonly kind: 'unknown'; readonly code: string | null; readonly theme: string | null };
