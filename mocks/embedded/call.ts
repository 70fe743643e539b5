import type { ChildProcess } from 'node:child_process';
import type { Calls, FromChild, ToChild } from './protocol.ts';

/** Asks the child something and resolves with its answer; rejects when it fails or dies meanwhile. */
export type CallChild = <Name extends keyof Calls>(
  name: Name,
  ...args: Calls[Name]['args']
) => Promise<Calls[Name]['answer']>;

type Waiting = { resolve(value: unknown): void; reject(error: Error): void };

/** A way to ask a booted child, bound to its life. */
export const callChild = (child: ChildProcess, exited: Promise<string>): CallChild => {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let gone: string | undefined;
  child.on('message', (message: FromChild) => {
    if (message.type !== 'answer' && message.type !== 'failure') return;
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'answer') caller?.resolve(message.value);
    else caller?.reject(new Error(message.message));
  });
  void exited.then((reason) => {
    gone = reason;
    for (const caller of waiting.values()) caller.reject(isGone(reason));
    waiting.clear();
  });
  return (name, ...args) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(isGone(gone));
      const id = next++;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      child.send({ type: 'call', id, name, args } satisfies ToChild, (error) => {
        if (error && waiting.delete(id)) reject(error);
      });
    });
};

const isGone = (reason: string) => new Error(`The embedded WordPress is gone (${reason}).`);
