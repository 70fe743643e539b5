/** Completions for shells, made from the flags themselves. */

import type { Command, Option } from 'commander';

/** The shells that can have them. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** One flag as a shell completes it. */
type Flag = {
  /** `--output`, `-o`. */
  readonly names: readonly string[];
  readonly about: string;
  readonly value: 'none' | 'file' | 'free' | readonly string[];
};

/** The script that a person saves or evaluates. */
export function completionFor(shell: Shell, command: Command): string {
  const flags = flagsOf(command);
  switch (shell) {
    case 'bash':
      return bash(flags);
    case 'zsh':
      return zsh(flags);
    case 'fish':
      return fish(flags);
    case 'powershell':
      return powershell(flags);
  }
}

/** Every flag of the command, the help's own included. */
export function flagsOf(command: Command): readonly Flag[] {
  const help = { names: ['-h', '--help'], about: 'show this help', value: 'none' } as const;
  return [...command.options.map(flagOf), help];
}

function flagOf(option: Option): Flag {
  const { short, long, description } = option;
  const names = [short, long].flatMap((name) => name ?? []);
  return { names, about: description, value: argumentOf(option) };
}

function argumentOf({ flags, argChoices }: Option): Flag['value'] {
  if (!flags.includes('<')) return 'none';
  if (flags.includes('<file>')) return 'file';
  return argChoices ?? 'free';
}

function bash(flags: readonly Flag[]): string {
  const cases = flags.flatMap(({ names, value }) => {
    const reply = bashReply(value);
    return reply === null ? [] : [`    ${names.join('|')}) ${reply}; return ;;`];
  });
  const all = flags.flatMap(({ names }) => names).join(' ');
  return `# bash completion for wp-bisect: wp-bisect --completion bash > ~/.local/share/bash-completion/completions/wp-bisect
_wp_bisect() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  case "$before" in
${cases.join('\n')}
  esac
  if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "${all}" -- "$word")); fi
}
complete -F _wp_bisect wp-bisect
`;
}

function bashReply(value: Flag['value']): string | null {
  if (value === 'none') return null;
  if (value === 'free') return ':';
  if (value === 'file') return 'COMPREPLY=($(compgen -f -- "$word"))';
  return `COMPREPLY=($(compgen -W "${value.join(' ')}" -- "$word"))`;
}

function zsh(flags: readonly Flag[]): string {
  const specs = flags.flatMap(({ names, about, value }) => {
    const what = about.replaceAll(/[[\]:\\]/g, '\\$&').replaceAll("'", `'\\''`);
    return names.map((name) => `  '${name}[${what}]${zshValue(value)}'`);
  });
  return `#compdef wp-bisect
# zsh completion for wp-bisect: wp-bisect --completion zsh > a folder of $fpath, as _wp-bisect
_arguments -s \\
${[...specs, "  '1:site:_urls'"].join(' \\\n')}
`;
}

function zshValue(value: Flag['value']): string {
  if (value === 'none') return '';
  if (value === 'free') return ':value:';
  return value === 'file' ? ':file:_files' : `:value:(${value.join(' ')})`;
}

function fish(flags: readonly Flag[]): string {
  const lines = flags.map(({ names, about, value }) => {
    const short = names
      .filter((name) => !name.startsWith('--'))
      .map((name) => `-s ${name.slice(1)}`);
    const long = names.filter((name) => name.startsWith('--')).map((name) => `-l ${name.slice(2)}`);
    const words = ['complete -c wp-bisect', ...short, ...long, ...fishValue(value)];
    return `${words.join(' ')} -d ${quoted(about)}`;
  });
  return `# fish completion for wp-bisect: wp-bisect --completion fish > ~/.config/fish/completions/wp-bisect.fish
complete -c wp-bisect -f
${lines.join('\n')}
`;
}

function fishValue(value: Flag['value']): readonly string[] {
  if (value === 'none') return [];
  if (value === 'free') return ['-x'];
  return value === 'file' ? ['-r', '-F'] : ['-x', `-a '${value.join(' ')}'`];
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

function powershell(flags: readonly Flag[]): string {
  const word = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const values = flags.flatMap(({ names, value }) =>
    typeof value === 'string'
      ? []
      : names.map((name) => `    ${word(name)} = @(${value.map(word).join(', ')})`),
  );
  const names = flags.flatMap((flag) =>
    flag.names.map((name) => `    ${word(name)} = ${word(flag.about)}`),
  );
  return `# PowerShell completion for wp-bisect: wp-bisect --completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName wp-bisect -ScriptBlock {
  param($word, $tree, $cursor)
  $values = @{
${values.join('\n')}
  }
  $flags = [ordered]@{
${names.join('\n')}
  }
  $said = @($tree.CommandElements | ForEach-Object { $_.ToString() })
  $before = if ($word) { $said[-2] } else { $said[-1] }
  if ($values.ContainsKey($before)) {
    $values[$before] | Where-Object { $_ -like "$word*" }
  } else {
    $flags.Keys | Where-Object { $_ -like "$word*" } | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterName', $flags[$_])
    }
  }
}
`;
}
