import type { Finding } from '../../run/finding.ts';

/** The three sentences of a finding. */
export type Words = Pick<Finding, 'evidence' | 'meaning' | 'advice'>;
