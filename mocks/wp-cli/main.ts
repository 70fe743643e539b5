/** The stand-in as a program: `tsx mocks/wp-cli/main.ts SITE.json option get home`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { type StandInSite, standIn } from './stand-in.ts';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) throw new Error('Give the file that holds the site, then a command.');
const site = JSON.parse(readFileSync(file, 'utf8')) as StandInSite;
const hasValue = args.includes('update') && args.filter((arg) => !arg.startsWith('--')).length < 4;
const { code, stdout, stderr } = standIn(site, args, hasValue ? readFileSync(0, 'utf8') : '');
writeFileSync(file, JSON.stringify(site));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
