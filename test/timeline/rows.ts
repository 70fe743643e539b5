/** The runs whose depth is promised: what is wrong with the site, what is asked for, and how deep it may go. */

/** A kind of site. */
export type Kind = 'known' | 'unknown' | 'must-use' | 'nothing';

/** One run of the table. */
export type Row = {
  readonly name: string;
  readonly site: Kind;
  readonly args: readonly string[];
  /** What is given beforehand; where several are named, each is a run of its own. */
  readonly access: readonly Access[];
  /**
   * Requests one behind the other at most. With both credentials there is more to ask, four at a time, and
   * nothing is left out for it: one more.
   */
  readonly wanted: number;
  /** The exit code. */
  readonly exit: number;
};

/** Which credentials a run is given. */
export type Access = 'session' | 'application-password' | 'both';

/** The plugin behind the failure of `unknown`: its answer is in no table. */
export const UNKNOWN = 'members-only-api/members-only-api';
/** The plugin behind the failure of `known`: its answer names it. */
export const KNOWN = 'disable-wp-rest-api/disable-wp-rest-api';

const BISECT = ['--bisect', '--yes', '--switch'];

/** Every run that is promised something. */
export const ROWS: readonly Row[] = [
  row('known admin', 'known', [...BISECT, 'admin'], ['session', 'both'], 15),
  row('known rest', 'known', [...BISECT, 'rest'], ['application-password', 'both'], 15),
  row('known isolated', 'known', [...BISECT, 'isolated'], ['session', 'both'], 20),
  row('unknown admin', 'unknown', [...BISECT, 'admin'], ['session', 'both'], 40),
  row(
    'unknown admin reversal',
    'unknown',
    [...BISECT, 'admin', '--proof', 'reversal'],
    ['session'],
    34,
  ),
  row(
    'unknown rest reversal',
    'unknown',
    [...BISECT, 'rest', '--proof', 'reversal'],
    ['application-password'],
    60,
  ),
  row('unknown isolated', 'unknown', [...BISECT, 'isolated'], ['session'], 32),
  // Before "no plugin" is said, what visitors are shown is read twice: has their server heard of the switch?
  row('must-use admin', 'must-use', [...BISECT, 'admin'], ['session', 'both'], 36, 1),
  // REST switches one plugin at a time, and never two at once: 19 off and 19 on again wait for one another.
  row('must-use rest', 'must-use', [...BISECT, 'rest'], ['application-password'], 68, 1),
  row('pinned admin', 'unknown', [...BISECT, 'admin', '--keep', UNKNOWN], ['session'], 34, 4),
  row('nothing wrong', 'nothing', ['--bisect', '--yes'], ['session', 'both'], 8, 1),
  row('diagnose', 'known', ['--diagnose'], ['session', 'application-password', 'both'], 12),
];

/** How deep a run may go with what it is given. */
export function depthFor({ wanted }: Row, access: Access): number {
  return access === 'both' ? wanted + 1 : wanted;
}

function row(
  name: string,
  site: Kind,
  args: readonly string[],
  access: readonly Access[],
  wanted: number,
  exit = 0,
): Row {
  return { name, site, args, access, wanted, exit };
}
