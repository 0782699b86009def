# What the log files hold, and how far the agent has read them. entrypoint.sh and the command verify source it.
# LOG_FILES: globs, a line each, as the agent reads them. LOG_COPIES: what it leaves out of each. LOG_JOBS: the job that
# reads each from a list, and its label (targets.sh). AGENT: promtail or alloy.
data=/var/lib/promtail
state=$data/files
# Longer than this an up-to-date file is never behind; a shorter stop of the collector makes no history. Seconds.
patience=60

shopt -s nullglob globstar extglob dotglob
export LC_ALL=C

# Names as a shell matches them, in REPLY: the agents know {a,b}, which a shell expands only where it is typed; and of a
# parenthesis they know nothing.
shell_names() {
  local group='^(.*)\{([^{}]*)\}(.*)$'
  plain_parentheses "$1"
  while [[ $REPLY =~ $group ]]; do REPLY="${BASH_REMATCH[1]}@(${BASH_REMATCH[2]//,/|})${BASH_REMATCH[3]}"; done
}
plain_parentheses() {
  REPLY=${1//\(/\\(}
  REPLY=${REPLY//\)/\\)} REPLY=${REPLY//|/\\|}
}

# What a glob finds as the agents expand it, in found: {a,b} with a slash in it, too, and ** through links to folders.
declare -a found=()
find_files() {
  local group='^(.*)\{([^{}]*)\}(.*)$' one before choices after
  local -a globs=("$1")
  found=()
  while ((${#globs[@]} > 0)); do
    one=${globs[-1]}
    unset 'globs[-1]'
    if [[ $one =~ $group ]]; then
      before=${BASH_REMATCH[1]} choices=${BASH_REMATCH[2]}, after=${BASH_REMATCH[3]}
      for (( ; ${#choices} > 0; )); do globs+=("$before${choices%%,*}$after") choices=${choices#*,}; done
    else expand "$one"; fi
  done
}

# A glob without braces, part by part; a character is one of UTF-8.
expand() {
  local rest=${1#/} part path folder IFS=$'\n' LC_ALL=C.UTF-8
  local -a folders=('') next=()
  while [[ $rest == */* ]]; do
    part=${rest%%/*} rest=${rest#*/} next=()
    for folder in "${folders[@]}"; do
      if [[ $part == '**' ]]; then below "$folder"; else in_folder "$folder" "$part" folder; fi
    done
    folders=("${next[@]}")
  done
  if [[ $rest == '**' ]]; then
    next=()
    for folder in "${folders[@]}"; do below "$folder"; done
    folders=("${next[@]}") rest='*'
  fi
  next=()
  for folder in "${folders[@]}"; do in_folder "$folder" "$rest"; done
  found+=("${next[@]}")
}

# Adds to next what a folder has of a name, or only folders.
in_folder() {
  local name=$2 path
  if [[ $name == *[*?[]* ]]; then
    plain_parentheses "$name"
    for path in "$1"/$REPLY; do [[ -z ${3:-} || -d $path ]] && next+=("$path"); done
  elif [[ -z ${3:-} || -d $1/$name ]]; then next+=("$1/$name"); fi
}

# Adds to next a folder and all below it, links to folders, too, but not round in a circle.
below() {
  local path up
  next+=("$1")
  for path in "$1"/*/; do
    path=${path%/} up=${path%/}
    while [[ $up == */* ]]; do
      up=${up%/*}
      [[ ! ${up:-/} -ef $path ]] || continue 2
    done
    below "$path"
  done
}

# A path with a line end in it is left out: names stand in lines here; and one that is not UTF-8, as the agent leaves it out.
# The command verify tells of them.
# The job and, behind a tab, the paths that match, once each, directories too; without the rotated copies that the agent
# leaves out: LOG_COPIES has a line of globs for each line of LOG_FILES, and LOG_JOBS one of a job.
paths() {
  local glob copies job path IFS=$'\n'
  while IFS= read -r glob; do
    IFS= read -r copies <&4 || copies=''
    IFS= read -r job <&5 || job=''
    # Copies lie in the folder that the glob names.
    shell_names "${copies##*/}" && copies=$REPLY
    find_files "$glob"
    for path in "${found[@]}"; do
      # shellcheck disable=SC2053
      [[ -n $copies && ${path##*/} == $copies ]] && continue
      sayable "$path" || continue
      [[ -e $path || -L $path ]] && printf '%s\t%s\n' "$job" "$path"
    done
  done <<< "${LOG_FILES:-}" 4<<< "${LOG_COPIES:-}" 5<<< "${LOG_JOBS:-}" | sort -u
}

# Whether a path is UTF-8, in one line.
sayable() {
  [[ $1 != *$'\n'* ]] || return 1
  [[ $1 == *[$'\x80'-$'\xff']* ]] || return 0
  local LC_ALL=C.UTF-8
  [[ $1 =~ ^.*$ ]]
}

# Fills files with those among them that can be read, and for each bytes, when it was written last, and what tells it
# from another file of the same name; and on_list with a line of job and path for each that a list names, by_list with these paths.
# No program is started for each: there may be thousands.
declare -a files=() on_list=()
declare -A bytes=() written=() identity=() by_list=()
read_files() {
  local place path size time id
  files=() on_list=() bytes=() written=() identity=() by_list=()
  while IFS= read -r place; do
    path=${place#*$'\t'}
    [[ -f $path && -r $path ]] || continue
    # A path of two jobs stands there twice.
    [[ -n ${bytes[$path]+x} ]] || files+=("$path")
    bytes[$path]=0
    [[ $place == $'\t'* ]] || on_list+=("$place") by_list[$path]=1
  done < <(paths)
  ((${#files[@]} > 0)) || return 0
  while IFS=/ read -r -d '' size time id path; do
    bytes[$path]=$size written[$path]=$time identity[$path]=$id
  done < <(printf '%s\0' "${files[@]}" | xargs -0 stat -L --printf '%s/%Y/%i %W/%n\0' -- 2> /dev/null)
}

# The agent's own notes: Promtail's file, which Alloy takes over where it has none yet.
notes() {
  local own=("$data"/alloy/loki.source.file.*/positions.yml)
  if [[ ${AGENT:-} == alloy && ${#own[@]} -gt 0 ]]; then printf '%s\n' "${own[@]}"; else printf '%s\n' "$data/positions.yaml"; fi
}

# Fills position[path] with the bytes of each file that have been read. Promtail breaks names of more than 128 bytes with
# spaces in them into lines; Alloy breaks none.
declare -A position=()
read_positions() {
  local note line path= margin=
  position=()
  while IFS= read -r note; do
    [[ -r $note ]] || continue
    while IFS= read -r line; do
      if [[ $line =~ ^'  '('? '('path: ')?)?([^ ].*)': "'([0-9]+)'"'$ ]]; then
        path=${BASH_REMATCH[3]}
        put "$path" "${BASH_REMATCH[4]}"
      elif [[ $line =~ ^'  ? '('path: ')?(.+)$ ]]; then
        path=${BASH_REMATCH[2]} margin="    ${BASH_REMATCH[1]:+  }"
      elif [[ $line == "$margin"[!\ ]* ]]; then path+=" ${line#"$margin"}"
      elif [[ $line =~ ^'  : "'([0-9]+)'"'$ ]]; then put "$path" "${BASH_REMATCH[1]}"; fi
    done < "$note"
  done < <(notes)
}

# Of two notes about one file the farther one counts. A name stands there as YAML has it.
declare -A decoded=()
put() {
  local path=$1
  if [[ $path == '!!binary '* ]]; then
    path=${path#'!!binary '}
    # Once: it is read every few seconds.
    [[ -n ${decoded[$path]+x} ]] || decoded[$path]=$(base64 -d <<< "$path" 2> /dev/null)
    path=${decoded[$path]}
  elif [[ $path == \'*\' ]]; then path=${path:1:-1} path=${path//\'\'/\'}
  elif [[ $path == \"*\" ]]; then
    path=${path:1:-1}
    if [[ $path == *\\* ]]; then
      # What printf knows otherwise, or not at all; \t, \xHH, \uHHHH, \UHHHHHHHH it knows. A null byte is in no name.
      path=${path//'\\'/'\x5c'} path=${path//'\"'/'"'} path=${path//'\ '/ }
      path=${path//'\N'/'\xc2\x85'} path=${path//'\_'/'\xc2\xa0'} path=${path//'\L'/'\u2028'} path=${path//'\P'/'\u2029'}
      LC_ALL=C.UTF-8 printf -v path %b "$path"
    fi
  fi
  [[ -n $path ]] || return 0
  [[ ${position[$path]:-0} -gt $2 ]] || position[$path]=$2
}

# Sets size and behind: bytes in whole lines that have not been read. A file shorter than its position was begun anew.
measure() {
  local path=$1 from=${position[$1]:-0}
  size=${bytes[$path]:-0}
  ((from > size)) && from=0
  behind=$((size - from))
  # The last line waits for its end, and is not read until then.
  ((behind > 0 && behind < 65536)) || return 0
  part "$path" "$from" 65536
  [[ $REPLY == *$'\n'* ]] || behind=0
}

# Leaves in REPLY what a file holds from a byte on, so many bytes at most; a near one needs no program to be started.
part() {
  REPLY=''
  if (($2 >= 65536)); then IFS= read -r -d '' -N "$3" REPLY < <(tail -c "+$(($2 + 1))" -- "$1" 2> /dev/null)
  else { (($2 == 0)) || IFS= read -r -d '' -N "$2" _ && IFS= read -r -d '' -N "$3" REPLY; } 2> /dev/null < "$1"; fi
  return 0
}

# Fills listed with what is up to date, and left_out with the bytes at a file's beginning that are not read.
declare -A listed=() left_out=()
read_lists() {
  local at path
  listed=() left_out=()
  [[ -r $state/up-to-date ]] && while IFS= read -r path; do [[ -n $path ]] && listed[$path]=1; done < "$state/up-to-date"
  [[ -r $state/left-out ]] || return 0
  while IFS=$'\t' read -r at path; do [[ -n $path ]] && left_out[$path]=$at; done < "$state/left-out"
}

# Text as JSON; as_json leaves it in REPLY.
json() { as_json "$1" && printf %s "$REPLY"; }
as_json() {
  local text=${1//\\/\\\\} code char hex
  text=${text//\"/\\\"}
  if [[ $text == *[[:cntrl:]]* ]]; then
    for ((code = 1; code < 32; code++)); do
      printf -v hex %02x "$code"
      printf -v char %b "\\x$hex"
      text=${text//"$char"/"\\u00$hex"}
    done
  fi
  REPLY=\"$text\"
}

# Text as the agent's YAML may have it, in REPLY: one character that it does not allow would make the whole note none.
as_yaml() {
  local LC_ALL=C.UTF-8
  if [[ $1 =~ ^[[:print:]]*$ ]]; then as_json "$1"; else REPLY="!!binary $(printf %s "$1" | base64 -w 0)"; fi
}

# For the command verify: a line for each glob, and below it one for each path: what it is, its size, bytes behind, whether
# it is history, bytes left out, which file of the disk it is, where it leads to, its name. A tab or line end stands as \t, \n,
# but for a tab in the name at the end.
report() {
  local glob path kind history target
  read_positions
  read_lists
  read_files
  while IFS= read -r glob; do
    printf 'glob\t%s\n' "$glob"
    while IFS= read -r path; do
      path=${path#*$'\t'} size=0 behind=0 history=0
      kind=$(kind "$path")
      if [[ $kind == file || $kind == binary ]]; then
        measure "$path"
        # Alloy notes a position late.
        if [[ -z ${listed[$path]+x} ]]; then history=1; elif [[ ${AGENT:-} == alloy ]]; then behind=0; fi
        [[ -n ${position[$path]+x} || $size == 0 ]] || kind=unseen
      fi
      target=$(readlink -m -- "$path" && echo x) target=${target%$'\n'x}
      printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$kind" "$size" "$behind" "$history" "${left_out[$path]:-}" \
        "$(stat -L -c %d:%i -- "$path" 2> /dev/null)" "$(plain "$target")" "$path"
    done < <(LOG_FILES=$glob LOG_COPIES= LOG_JOBS= paths)
    unreadable_names "$glob"
  done <<< "${LOG_FILES:-}"
}

# A name in one field of one line.
plain() {
  local text=${1//$'\t'/\\t}
  printf %s "${text//$'\n'/\\n}"
}

# What a glob matches whose name cannot stand in a line.
unreadable_names() {
  local path kind
  find_files "$1"
  for path in "${found[@]}"; do
    [[ -f $path ]] && ! sayable "$path" || continue
    kind=encoding
    [[ $path != *$'\n'* ]] || kind=newline
    printf '%s\t0\t0\t0\t\t\t\t%s\n' "$kind" "$(plain "$path")"
  done
  return 0
}

kind() {
  if [[ ! -e $1 ]]; then echo gone
  elif [[ -d $1 ]]; then echo directory
  elif [[ ! -f $1 ]]; then echo special
  elif ! head -c 1 -- "$1" > /dev/null 2>&1; then echo unreadable
  elif [[ $(head -c 4096 -- "$1" | tr -d '\0' | wc -c) != $(head -c 4096 -- "$1" | wc -c) ]]; then echo binary
  else echo file; fi
}
