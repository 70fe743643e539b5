import type { Session } from '../ui/terminal.ts';

/** Through the terminal UI from what fails to the end, taking every default but the installation. */
export async function walkFromSymptoms(session: Session): Promise<void> {
  await session.shows('Who gets the 401?');
  session.type('4');
  await session.shows('What is to be examined?');
  session.type('\r');
  await session.shows('Install it?');
  session.type('n');
  await session.shows('Enter: go on');
  session.type('\r');
  await session.shows('Start now?');
  session.type('\r');
  await session.shows('Leave it as it is');
  session.type('\r');
  await session.sees('The site is restored');
  await session.end();
}
