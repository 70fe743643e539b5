/** Account of the administrator on every embedded site. */
export const ADMIN = { user: 'admin', password: 'sixteen tame otters' } as const;

/** An account that may write posts but not touch plugins. */
export const EDITOR = { user: 'editor', password: 'seven green kettles' } as const;
