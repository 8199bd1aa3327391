import type { Shell } from "./shells.ts";

/**
 * The script that teaches a shell how a program's words go on. It asks the
 * program each time (`PROGRAM completions complete -- WORDS`), which answers
 * with a line for each candidate, a tab before its description, and at last a
 * colon with a directive: 4 nothing else, 16 folders, 0 files (cobra's numbers,
 * which `@bomb.sh/tab` has too). Other lines are what a project's own tasks file
 * says when it is loaded: they are passed over. Nothing that was typed is
 * evaluated, and what goes wrong is silent.
 *
 * @param program One word, of letters, digits, `.`, `_` and `-`.
 */
export function completionScript(shell: Shell, program: string): string {
  const name = program.replaceAll(/[^A-Za-z0-9]/g, "_");
  return SCRIPTS[shell].replaceAll("NAME", name).replaceAll("PROGRAM", program);
}

// readline cuts words at `:` and `=`: they are put together, and the answer is cut as it does.
// Written for bash 3.2, which macOS has.
const BASH = `# completions of PROGRAM for bash
_NAME_completions() {
  local rest=$COMP_LINE word spaced i directive=4 line value cur path
  local -a words found
  words=()
  found=()
  COMPREPLY=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    spaced=
    while [[ $rest == [[:space:]]* ]]; do
      rest=\${rest:1}
      spaced=1
    done
    rest=\${rest#"$word"}
    word=\${word//[\\"\\'\\\\]/}
    if [[ $i -eq 0 || $spaced ]]; then
      words[\${#words[@]}]=$word
    else
      words[\${#words[@]} - 1]+=$word
    fi
  done
  cur=\${words[\${#words[@]} - 1]}
  while IFS= read -r line; do
    if [[ $line == :* ]]; then
      directive=\${line#:}
    elif [[ $line == *$'\\t'* ]]; then
      value=\${line%%$'\\t'*}
      found[\${#found[@]}]=$value
    fi
  done < <("\${words[0]/#~/$HOME}" completions complete -- "\${words[@]:1}" 2>/dev/null </dev/null)
  path=$cur
  [[ $cur == --*=* ]] && path=\${cur#*=}
  case $directive in
    16 | 0)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do
        COMPREPLY[\${#COMPREPLY[@]}]=$line
      done < <(if [[ $directive == 16 ]]; then compgen -d -- "$path"; else compgen -f -- "$path"; fi)
      ;;
    *)
      local breaks=
      [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:
      [[ $COMP_WORDBREAKS == *=* ]] && breaks+==
      local head=
      [[ $breaks ]] && head=\${cur%"\${cur##*[$breaks]}"}
      for value in "\${found[@]}"; do
        COMPREPLY[\${#COMPREPLY[@]}]=\${value#"$head"}
      done
      ;;
  esac
}
complete -F _NAME_completions PROGRAM
`;

const ZSH = `#compdef PROGRAM
# completions of PROGRAM for zsh
_NAME() {
  local line directive=4 value
  local -a values described
  while IFS= read -r line; do
    if [[ $line == :* ]]; then
      directive=\${line#:}
      continue
    fi
    [[ $line == *$'\\t'* ]] || continue
    value=\${line%%$'\\t'*}
    values+=("$value")
    described+=("$value  -- \${line#*$'\\t'}")
  done < <("\${(Q)words[1]/#\\~/$HOME}" completions complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
  case $directive in
    16)
      [[ $PREFIX == --*=* ]] && compset -P '*='
      _files -/
      ;;
    0)
      [[ $PREFIX == --*=* ]] && compset -P '*='
      _files
      ;;
    *) (( $#values )) && compadd -l -d described -a values ;;
  esac
}
if [[ $funcstack[1] == _NAME ]]; then
  _NAME "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _NAME PROGRAM
fi
`;

const FISH = `# completions of PROGRAM for fish
function __NAME_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    set -l directive 4
    set -l program $words[1]
    for line in ($program completions complete -- $words[2..-1] "$cur" 2>/dev/null </dev/null)
        if string match -q -- ':*' $line
            set directive (string sub -s 2 -- $line)
        else if string match -q -- \\*\\t\\* $line
            echo $line
        end
    end
    set -l head (string match -r -- '^--[^=]+=' "$cur")
    set -l path (string replace -r -- '^--[^=]+=' '' "$cur")
    switch $directive
        case 16
            for found in (__fish_complete_directories "$path" '')
                echo "$head$found"
            end
        case 0
            for found in (__fish_complete_path "$path")
                echo "$head$found"
            end
    end
end
complete -c PROGRAM -e
complete -c PROGRAM -f -a '(__NAME_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
