/** What credentials look like: all that a diagnosis may know of them. */

import type { Scene } from '../diagnosis/input__scene.ts';
import { looksLikeApplicationPassword } from '../wordpress/sign-in/application-password.ts';
import type { Credentials } from './sign-in.ts';

/** The shape of what was given, beforehand or typed; never what it is. */
export type GivenShape = Omit<Scene['given'], 'gate'>;

/** The shape of credentials. */
export function shapeOf({ user, applicationPassword, password }: Credentials): GivenShape {
  const shaped = (secret: string) => looksLikeApplicationPassword(secret);
  return {
    user: user === '' ? null : user.includes('@') ? 'email' : 'name',
    applicationPassword:
      applicationPassword === undefined ? null : shaped(applicationPassword) ? 'shaped' : 'other',
    password: password === undefined ? null : shaped(password) ? 'shaped-like-one' : 'other',
  };
}
