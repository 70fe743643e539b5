/**
 * True under `npm run test:all`, which takes no short cuts: every run of the program is a process of its own, and
 * every scenario is tried with every credential that can solve it.
 */
export const TEST_ALL = process.env.WP_BISECT_TEST_ALL === '1';
