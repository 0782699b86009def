# Which files' lines are history where they name no time. The pipeline asks for the name of the time zone old-files, which
# is the list: |the beginning of the SHA-256 of a file's name|…|. What a template can ask for is fixed when the agent
# starts, but for a zone: Go reads its file at each line, from the folder that ZONEINFO names.
# docs/decisions/old-lines-are-history.md. entrypoint.sh sources it after targets.sh.
zones=/tmp/zones
export ZONEINFO=$zones
# Seconds: the agent's longest pause between two tries to send, and a little; no longer is a file history that stands still.
pause_most=12 longest=600
# By a path: that its lines are history; the beginning of its name's SHA-256. Where it was, and since when it is there.
declare -A old=() hash=() stood=() stood_since=()
# Since when one that is history has been read to its end. The list as it was told.
declare -A ended_at=()
told_list=''

# At a look: what is not up to date is history, until it has been read to its end, and a look longer: its last lines are
# still on their way through the agent then, and for longer if Loki takes none.
weigh() {
  local path=$1 now=$2
  # A clock that was set back.
  ((silent <= now)) || silent=0
  if [[ -z ${known[$path]+x} ]]; then
    unset 'ended_at[$path]'
    [[ ${stood[$path]:-} == "$at" ]] || stood[$path]=$at stood_since[$path]=$now
    if stands_still "$path" "$now"; then give_up "$path" "$now"; else old[$path]=1; fi
  elif [[ -n ${old[$path]+x} ]]; then
    if [[ -z ${ended_at[$path]+x} ]]; then ended_at[$path]=$now
    elif { answered && ((now - silent > pause_most)); } || ((now - ${ended_at[$path]} > longest)); then
      unset 'old[$path]' 'ended_at[$path]' 'stood[$path]' 'stood_since[$path]'
    fi
  fi
}

# Whether the agent has read nothing of it for long though Loki answers: nobody knows why then, and rather old lines count
# than never those of now.
stands_still() {
  answered
  (($2 - ${stood_since[$1]} > longest && $2 - silent > longest))
}

# What of it is read from now on counts, and is told as such.
give_up() {
  unset 'old[$1]'
  [[ -n ${counted[$1]+x} ]] || counted[$1]=$2
}

# Tells the pipeline whose lines are history.
tell_old() {
  local path list=''
  hash_names
  for path in "${!old[@]}"; do [[ -z ${hash[$path]:-} ]] || list+="${hash[$path]}|"; done
  [[ -n $list ]] && list="|$list" || list=none
  [[ $list != "$told_list" ]] || return 0
  write_zone "$list" && told_list=$list
}

# With one program for all: each name is a file's text.
hash_names() {
  local path names n sum
  local -a new=()
  for path in "${!old[@]}"; do [[ -n ${hash[$path]+x} ]] || new+=("$path"); done
  ((${#new[@]} > 0)) && names=$(mktemp -d) || return 0
  for n in "${!new[@]}"; do printf %s "${new[n]}" > "$names/$n"; done
  while read -r sum n; do hash[${new[${n##*/}]}]=${sum:0:16}; done < <(find "$names" -type f -exec sha256sum {} +)
  rm -rf "$names"
}

# A zone of this name, as RFC 9636 has it: a header, no changes, one kind of time (UTC), and what it is called.
write_zone() {
  local size header='TZif' n
  printf -v size '%08x' $((${#1} + 1))
  for ((n = 0; n < 35; n++)); do header+='\0'; done
  header+="\\1\\x${size:0:2}\\x${size:2:2}\\x${size:4:2}\\x${size:6:2}\\0\\0\\0\\0\\0\\0"
  # Renamed, so that none is read half written.
  mkdir -p "$zones" && printf "$header%s\\0" "$1" > "$zones/.new" && mv "$zones/.new" "$zones/old-files"
}
