const nothing = () => 0;

export const constants = {};
export const fcntlSync = nothing;
export const flockSync = nothing;
export const lockFileExSync = nothing;
export const unlockFileExSync = nothing;
export default { constants, fcntlSync, flockSync, lockFileExSync, unlockFileExSync };
