#!/usr/bin/env bash
# Starts the agent given as arguments, and does what it cannot:
# - what a file held before the agent started is history: the pipeline is told which files had been read to their ends
#   and until when the others may take, and marks the others' lines that name no time until then;
# - of a file never read before, only the last LOG_HISTORY MiB are read (all new files together): the lines of now come
#   within a minute, however large it is. A file whose position is known is never cut;
# - a file that is behind, or that came with lines in it, is said on standard output; rules wait for it.
# The agent is never started anew: what a file renamed in that moment still held would be lost.
# AGENT, LOG_FILES, LOG_COPIES, LOG_HISTORY and LOKI_URL come by environment.
# File names come from anybody who may write a log: what unset takes stands in single quotes, or bash evaluates the name.
set -uo pipefail
source "${0%/*}/files.sh"

given=/etc/promtail/config.yaml
used=/tmp/config.yaml
# What the pipeline reads as a line's own time, with a zone or without: no more than it does.
time_named='^\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}|^(level=[^ ]+ )?(time|ts|t|timestamp)="?[0-9]{4}-|^\[GIN\] [0-9]{4}/|^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8}|\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}[: ][0-9:]{8}|"(time|ts|timestamp|@timestamp)" ?: ?"?[0-9]{4}'
budget=$((${LOG_HISTORY:-4} * 1048576))
args=("${@//"$given"/"$used"}")
agent='' stopping=''
# Until here a file has to be read, and since when: it is up to date when it gets there in time.
declare -A goal since
# there: as the agent started. late: not read from its beginning. arrived: came with lines in it.
declare -A known said there late arrived
mkdir -p "$state"

# Which files are up to date as the agent starts, and how many bytes of the others are to be read ($left).
know() {
  local path
  left=0
  # Where they begin late is noted by now.
  read_positions
  for path in "${files[@]}"; do
    there[$path]=1
    measure "$path"
    if ((size == 0)) || read_on "$path" || young "$path"; then known[$path]=1; else left=$((left + behind)); fi
  done
}

# Read to its end, or noted as such a moment ago.
read_on() { [[ -n ${position[$1]+x} ]] && { ((behind == 0)) || recently "$1"; }; }

# Whether all that is unread is of the last two minutes, by its first line that names an instant: lines only follow.
young() {
  local at=${position[$1]:-0} time
  time=$(tail -c "+$((at + 1))" -- "$1" 2> /dev/null | head -c 65536 |
    grep -aom1 -E '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})' | head -n 1)
  [[ -n $time ]] && time=$(date -d "$time" +%s 2> /dev/null) && ((EPOCHSECONDS - time < 120))
}

# Before this entrypoint was there, nothing is noted: then a file that is nearly read is as good.
recently() {
  ((EPOCHSECONDS - noted > patience)) && return 1
  if [[ -e $state/up-to-date ]]; then listed up-to-date "$1"; else [[ -z ${late[$1]+x} ]] && ((behind < 262144)); fi
}

# Lets the agent begin late in files that are new to it and too large, the smallest first.
shorten() {
  local path left=$budget count take
  local -a new=()
  read_positions
  read_files
  for path in "${files[@]}"; do
    [[ -n ${position[$path]+x} ]] && continue
    measure "$path"
    ((size > 0)) && new+=("$size $path")
  done
  count=${#new[@]}
  while IFS=' ' read -r size path; do
    [[ -n $path ]] || continue
    take=$((left / count))
    ((take > size)) && take=$size
    ((take < size)) && begin_at "$path" $((size - take))
    left=$((left - take)) count=$((count - 1))
  done < <(printf '%s\n' "${new[@]:-}" | sort -n)
}

# Notes a position at the beginning of a line, in the words of each of the agent's notes.
begin_at() {
  local path=$1 at=$2 note quoted
  late[$path]=1
  at=$((at + $(tail -c "+$((at + 1))" -- "$path" | head -n 1 | wc -c)))
  quoted=$(json "$path")
  while IFS= read -r note; do
    if [[ $note == *.yml ]]; then
      grep -q '^positions:$' "$note" || echo 'positions:' > "$note"
      printf '  ? path: %s\n    labels: "{}"\n  : "%s"\n' "$quoted" "$at" >> "$note"
    else
      grep -q '^positions:$' "$note" 2> /dev/null || echo 'positions:' > "$note"
      if grep -qF -- "  $path: " "$note"; then sed -i "$(grep -nF -- "  $path: " "$note" | head -n 1 | cut -d : -f 1)d" "$note"; fi
      # A path noted in other words must not be noted twice: the file were none.
      grep -qF -- "$path: " "$note" && return
      printf '  %s: "%s"\n' "$quoted" "$at" >> "$note"
    fi
  done < <(notes)
  printf '%s\t%s\n' "$at" "$path" >> "$state/left-out"
}

prepare() {
  local note seen
  # When the agent last noted something: it does so every few seconds.
  noted=0
  while IFS= read -r note; do
    seen=$(stat -c %Y -- "$note" 2> /dev/null || echo 0)
    ((seen > noted)) && noted=$seen
  done < <(notes)
  shorten
  know
  tell
}

# Bytes a second of old lines that the agent reads at the least, on a busy machine with two cores, and seconds to begin.
slowest=250000 begin=5

# Tells the pipeline which files are up to date, and until when the others are read.
tell() {
  local path list='|'
  for path in "${!known[@]}"; do list+="$(printf %s "$path" | sha256sum | head -c 16)|"; done
  # By a file: an argument of a command is limited, and thousands of names are longer.
  printf 's#files-up-to-date#%s#\ns#history-until#%s#\n' "$list" $((EPOCHSECONDS + begin + left / slowest)) > "$state/told"
  sed -f "$state/told" "$given" > "$used"
  # Rather every line is news than none is read.
  [[ -s $used ]] || cp "$given" "$used"
  note
}

# Writes down what is up to date, for the next start.
note() {
  printf '%s\n' "${!known[@]}" > "$state/up-to-date.new" && mv "$state/up-to-date.new" "$state/up-to-date"
}

# Waits for the agent's end, however often a signal interrupts; its exit code is in $code.
ended() {
  while kill -0 "$agent" 2> /dev/null; do
    wait "$agent"
    code=$?
  done
}

loki_answers() {
  local scheme=${LOKI_URL%%://*} rest=${LOKI_URL#*://} port
  local address=${rest%%/*}
  [[ $address == *:* ]] && port=${address##*:} || { [[ $scheme == https ]] && port=443 || port=80; }
  # An answer of whatever kind; behind TLS only the connection can be tried.
  # shellcheck disable=SC2016
  timeout 3 bash -c '
    exec 3<>"/dev/tcp/$1/$2" || exit 1
    [ "$3" = https ] && exit
    printf "GET /ready HTTP/1.0\r\n\r\n" >&3 && head -1 <&3 | grep -q " [2-4]"
  ' - "${address%:*}" "$port" "$scheme" 2> /dev/null
}

# Alloy notes a position at the first line of a burst: a file of which it reads no more lines, though Loki answers, has
# been read.
declare -A lines idle
read_lines() {
  local path count
  idle=()
  [[ $AGENT == alloy ]] && loki_answers || return 0
  while IFS=' ' read -r count path; do
    [[ ${lines[$path]:-} == "$count" ]] && idle[$path]=1
    lines[$path]=$count
  done < <(
    # shellcheck disable=SC2016
    timeout 3 bash -c 'exec 3<>/dev/tcp/127.0.0.1/12345 && printf "GET /metrics HTTP/1.0\r\n\r\n" >&3 && cat <&3' 2> /dev/null |
      sed -n 's/^loki_source_file_read_lines_total{.*path="\([^"]*\)".*} \(.*\)$/\2 \1/p'
  )
}

# One look at all files: who has come to its end, who has fallen behind, what there is to say.
look() {
  local path time at changed=''
  time=$EPOCHSECONDS
  read_positions
  read_files
  read_lines
  for path in "${files[@]}"; do
    measure "$path"
    [[ -n ${idle[$path]+x} ]] && behind=0
    at=${position[$path]:-0}
    [[ -n ${goal[$path]+x} ]] || appeared "$path" "$time"
    # Truncated, or made anew.
    ((size < ${goal[$path]})) && goal[$path]=$size since[$path]=$time
    if ((behind == 0 || (at >= ${goal[$path]} && at <= size))); then
      if ((behind == 0 || time - ${since[$path]} <= patience / 2)) && [[ -z ${known[$path]+x} ]]; then
        known[$path]=1 changed=1
      fi
      goal[$path]=$size since[$path]=$time
    elif ((time - ${since[$path]} > patience)) && [[ -n ${known[$path]+x} ]]; then
      unset 'known[$path]'
      changed=1
    fi
    say "$path"
  done
  [[ -n $changed ]] && note
}

# Whether some of its lines name no time: only those can be old and look new.
undated() {
  { head -c 8192 -- "$1" | head -n 20; tail -c 8192 -- "$1" | tail -n 20; } 2> /dev/null |
    grep -aE '^[^[:space:]]' | grep -qavE "$time_named"
}

# A file at its first look: in the few seconds since it was made a service writes few lines.
appeared() {
  goal[$1]=$size since[$1]=$2
  [[ -z ${there[$1]+x} ]] && (($(head -c 65536 -- "$1" 2> /dev/null | wc -l) > 10)) && arrived[$1]=1
}

# Not more than a line a file each ten seconds, and one when it has caught up.
say() {
  local path=$1 history=0 left undated=0
  [[ -n ${known[$path]+x} && -z ${arrived[$path]+x} ]] || history=1
  if ((history)) && { ((behind > 0)) || [[ -n ${arrived[$path]+x} ]]; }; then
    ((EPOCHSECONDS - ${said[$path]:-0} < 10)) && return
    said[$path]=$EPOCHSECONDS
    unset 'arrived[$path]'
  elif [[ -n ${said[$path]+x} ]]; then
    unset 'said[$path]'
    # What was old has been read; a service that writes is never quite read.
    ((history)) || behind=0
  else return; fi
  left=$(left_out "$path")
  undated "$path" && undated=1
  printf '{"probe":"source","filename":%s,"history":%s,"undated":%s,"behind":%s,"left_out":%s}\n' \
    "$(json "$path")" "$history" "$undated" "$behind" "${left:-0}"
}

trap 'stopping=1; kill -TERM "$agent" 2> /dev/null' TERM INT
prepare
"${args[@]}" &
agent=$!
while [[ -z $stopping ]]; do
  sleep 3 &
  pause=$!
  wait -n "$agent" "$pause"
  code=$?
  kill -0 "$agent" 2> /dev/null || break
  [[ -n $stopping ]] || look
done
kill "$pause" 2> /dev/null
ended
exit "$code"
