import { escapeHtml } from './reply.ts';
import { wordpressVersion } from './state.ts';
import type { Visit } from './visit.ts';

/** Site Health > Info, reduced to its "Copy" button: the text that WP_Debug_Data::format() makes. */
export function debugTab({ state, url }: Visit): string {
  const text = [
    '`',
    section('wp-core', [
      `version: ${wordpressVersion(state)}`,
      `https_status: ${url.protocol === 'https:'}`,
      'multisite: false',
    ]),
    section('wp-active-theme', ['name: Quiet Theme (quiet-theme)', 'version: 1.0.0']),
    section('wp-server', ['httpd_software: nginx', 'php_version: 8.3.33 64bit']),
    section('wp-database', ['extension: mysqli', 'server_version: 8.0.38']),
    '`',
  ].join('\n');
  return `<div class="health-check-body"><button type="button" class="button copy-button" data-clipboard-text="${escapeHtml(text)}">Copy site info to clipboard</button></div>`;
}

function section(name: string, lines: readonly string[]): string {
  return `### ${name} ###\n\n${lines.join('\n')}\n`;
}
