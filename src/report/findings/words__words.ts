import type { Finding } from '../../model/findings.ts';

/** The three sentences of a finding. */
export type Words = Pick<Finding, 'evidence' | 'meaning' | 'advice'>;
