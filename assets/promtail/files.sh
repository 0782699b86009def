# What the log files hold, and how far the agent has read them. entrypoint.sh and the command verify source it.
# LOG_FILES: globs, a line each, as the agent reads them. LOG_COPIES: what it leaves out of each. AGENT: promtail or alloy.
data=/var/lib/promtail
state=$data/files
# Longer than this an up-to-date file is never behind; a shorter stop of the collector makes no history. Seconds.
patience=60

shopt -s nullglob globstar extglob dotglob
export LC_ALL=C

# A glob as a shell matches it: the agents know {a,b}, which a shell expands only where it is typed.
shell_glob() {
  local glob=$1
  [[ $glob == *\{* ]] && glob=${glob//\{/@(} && glob=${glob//\}/)} && glob=${glob//,/|}
  printf '%s' "$glob"
}

# The paths that match, once each, directories too; without the rotated copies that the agent leaves out: LOG_COPIES has
# a line of globs for each line of LOG_FILES.
paths() {
  local glob copies path IFS=$'\n'
  while IFS= read -r glob; do
    IFS= read -r copies <&4 || copies=''
    glob=$(shell_glob "$glob") copies=$(shell_glob "$copies")
    # Word splitting is off but for line ends: the glob alone is expanded. A path without * is itself.
    for path in $glob; do
      # shellcheck disable=SC2053
      [[ -n $copies && $path == $copies ]] && continue
      [[ -e $path || -L $path ]] && printf '%s\n' "$path"
    done
  done <<< "${LOG_FILES:-}" 4<<< "${LOG_COPIES:-}" | sort -u
}

# Fills files with those among them that can be read, and bytes[path] with their sizes.
declare -a files
declare -A bytes
read_files() {
  local path size
  files=() bytes=()
  while IFS= read -r path; do [[ -f $path && -r $path ]] && files+=("$path"); done < <(paths)
  ((${#files[@]} > 0)) || return 0
  while IFS=' ' read -r size path; do bytes[$path]=$size; done < <(stat -L -c '%s %n' -- "${files[@]}" 2> /dev/null)
}

# The agent's own notes: Promtail's file, which Alloy takes over where it has none yet.
notes() {
  local own=("$data"/alloy/loki.source.file.*/positions.yml)
  if [[ ${AGENT:-} == alloy && ${#own[@]} -gt 0 ]]; then printf '%s\n' "${own[@]}"; else printf '%s\n' "$data/positions.yaml"; fi
}

# Fills position[path] with the bytes of each file that have been read.
declare -A position
read_positions() {
  local note line path=
  position=()
  while IFS= read -r note; do
    [[ -r $note ]] || continue
    while IFS= read -r line; do
      if [[ $line =~ ^'  '('? '('path: ')?)?([^ ].*)': "'([0-9]+)'"'$ ]]; then
        path=${BASH_REMATCH[3]}
        put "$path" "${BASH_REMATCH[4]}"
      elif [[ $line =~ ^'  ? '('path: ')?(.+)$ ]]; then path=${BASH_REMATCH[2]}
      elif [[ $line =~ ^'  : "'([0-9]+)'"'$ ]]; then put "$path" "${BASH_REMATCH[1]}"; fi
    done < "$note"
  done < <(notes)
}

# Of two notes about one file the farther one counts.
put() {
  local path=$1
  [[ $path == \"*\" || $path == \'*\' ]] && path=${path:1:-1}
  path=${path//\'\'/\'}
  [[ ${position[$path]:-0} -gt $2 ]] || position[$path]=$2
}

# Sets size and behind: bytes in whole lines that have not been read. A file shorter than its position was begun anew.
measure() {
  local path=$1 from=${position[$1]:-0}
  size=${bytes[$path]:-0}
  ((from > size)) && from=0
  behind=$((size - from))
  # The last line waits for its end, and is not read until then.
  if ((behind > 0 && behind < 65536)) && [[ $(tail -c "+$((from + 1))" -- "$path" | head -c "$behind" | tr -cd '\n' | wc -c) == 0 ]]; then
    behind=0
  fi
}

# Whether a path stands in one of our lists.
listed() { [[ -r $state/$1 ]] && grep -qxF -- "$2" "$state/$1"; }

# Bytes at a file's beginning that were left out, or nothing.
left_out() {
  local bytes path
  [[ -r $state/left-out ]] || return 0
  while IFS=$'\t' read -r bytes path; do [[ $path == "$1" ]] && echo "$bytes" && return; done < "$state/left-out"
}

# Text as JSON.
json() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# For the command verify: a line for each glob, and below it one for each path: what it is, its size, bytes behind, whether
# it is history, bytes left out, where it leads to, its name.
report() {
  local glob path kind history
  read_positions
  read_files
  while IFS= read -r glob; do
    printf 'glob\t%s\n' "$glob"
    while IFS= read -r path; do
      size=0 behind=0 history=0
      kind=$(kind "$path")
      if [[ $kind == file || $kind == binary ]]; then
        measure "$path"
        # Alloy notes a position late.
        if ! listed up-to-date "$path"; then history=1; elif [[ ${AGENT:-} == alloy ]]; then behind=0; fi
        [[ -n ${position[$path]+x} || $size == 0 ]] || kind=unseen
      fi
      printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
        "$kind" "$size" "$behind" "$history" "$(left_out "$path")" "$(readlink -m -- "$path")" "$path"
    done < <(LOG_FILES=$glob LOG_COPIES= paths)
  done <<< "${LOG_FILES:-}"
}

kind() {
  if [[ ! -e $1 ]]; then echo gone
  elif [[ -d $1 ]]; then echo directory
  elif [[ ! -f $1 ]]; then echo special
  elif ! head -c 1 -- "$1" > /dev/null 2>&1; then echo unreadable
  elif [[ $(head -c 4096 -- "$1" | tr -d '\0' | wc -c) != $(head -c 4096 -- "$1" | wc -c) ]]; then echo binary
  else echo file; fi
}
