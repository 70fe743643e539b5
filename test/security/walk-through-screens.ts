import type { Session } from '../ui/terminal.ts';

/** Goes on from who gets the 401 to the end, taking what is proposed; installs nothing, leaves nothing off. */
export async function walkFromSymptoms(session: Session): Promise<void> {
  await session.shows('Who gets the 401?');
  session.type('4');
  await session.shows('Which of these is your problem?');
  session.type('\r');
  await session.shows('Enter: find the plugin');
  session.type('\r');
  await session.until('a plan', (now) => /(?:Install|Activate) it\?|How {5}/.test(now.text()));
  if (/(?:Install|Activate) it\?/.test(session.text())) {
    session.type('n');
    await session.hides('it? [Y/n]');
  }
  await session.shows('How     ');
  session.type('\r');
  await session.shows('Start now?');
  session.type('\r');
  await session.shows('1 Finish');
  session.type('\r');
  await session.sees('The site is restored');
  await session.end();
}
