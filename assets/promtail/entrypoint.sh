#!/usr/bin/env bash
# Starts the agent given as arguments, and does what it cannot:
# - what a file held before it is read to its end is history: the pipeline is told of such files, and marks their lines that
#   name no time (history.sh);
# - of a file never read before, only the last LOG_HISTORY MiB are read (all new files together): the lines of now come
#   within a minute, however large it is. A file whose position is known is never cut;
# - what the agent had read and not delivered when it was killed is read again, and a note of its that was damaged is put
#   back (delivered.sh);
# - the agent reads each file from a list (targets.sh): of one that comes later with lines in it the pipeline is told first;
# - a file that is behind, or that came with lines in it, is said on standard output; rules wait for it.
# The agent is never started anew: what a file renamed in that moment still held would be lost.
# AGENT, LOG_FILES, LOG_COPIES, LOG_JOBS, LOG_HISTORY and LOKI_URL come by environment.
# File names come from anybody who may write a log: what unset takes stands in single quotes, or bash evaluates the name.
set -uo pipefail
source "${0%/*}/files.sh"
source "${0%/*}/delivered.sh"
source "${0%/*}/targets.sh"
source "${0%/*}/containers.sh"
source "${0%/*}/history.sh"

given=/etc/promtail/config.yaml
used=/tmp/config.yaml
# What the pipeline reads as a line's own time, with a zone or without: no more than it does.
time_named='^\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}|^(level=[^ ]+ )?(time|ts|t|timestamp)="?[0-9]{4}-|^\[GIN\] [0-9]{4}/|^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8}|\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}[: ][0-9:]{8}|"(time|ts|timestamp|@timestamp)" ?: ?"?[0-9]{4}'
budget=$((${LOG_HISTORY:-4} * 1048576))
args=("${@//"$given"/"$used"}")
agent='' stopping='' pause='' code=0
# Seconds between two looks at the files.
between=3
# Until here a file has to be read, and since when: it is up to date when it gets there in time.
declare -A goal=() since=()
# there: as the agent started. late: not read from its beginning. arrived: came with lines in it.
declare -A known=() said=() there=() late=() arrived=()
# What a file was at the last look, its size, and the most bytes that came between two looks lately.
declare -A was=() last=() pace=()
# counted: since when old lines of it may have been read before the pipeline was told. begun: the same, once that is said.
declare -A counted=() begun=()
mkdir -p "$state" "$lists"

# Which files are up to date as the agent starts; what the others hold is history.
know() {
  local path
  # Where they begin late is noted by now.
  read_positions
  read_lists
  for path in "${files[@]}"; do
    there[$path]=1 was[$path]=${identity[$path]:-} last[$path]=${bytes[$path]:-0}
    measure "$path"
    if ((size == 0)) || read_on "$path" || young "$path"; then known[$path]=1; else old[$path]=1; fi
  done
}

# Read to its end, or noted as such a moment ago.
read_on() { [[ -n ${position[$1]+x} ]] && { ((behind == 0)) || recently "$1"; }; }

# Whether all that is unread is of the last two minutes, by its first line that names an instant: lines only follow.
instant='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})'
young() {
  local at=${position[$1]:-0} time
  ((EPOCHSECONDS - ${written[$1]:-0} < 120)) || return 1
  part "$1" "$at" 65536
  [[ $REPLY =~ $instant ]] && time=$(date -d "${BASH_REMATCH[0]}" +%s 2> /dev/null) && ((EPOCHSECONDS - time < 120))
}

# Before this entrypoint was there, nothing is noted: then a file that is nearly read is as good.
recently() {
  ((EPOCHSECONDS - noted > patience)) && return 1
  if [[ -e $state/up-to-date ]]; then [[ -n ${listed[$1]+x} ]]; else [[ -z ${late[$1]+x} ]] && ((behind < 262144)); fi
}

# Lets the agent begin late in files that are new to it and too large, the smallest first.
shorten() {
  local path size left=$budget count take
  local -a new=()
  read_positions
  read_files
  for path in "${files[@]}"; do
    size=${bytes[$path]:-0}
    [[ -n ${position[$path]+x} ]] || ((size == 0)) || new+=("$size $path")
  done
  count=${#new[@]}
  ((count > 0)) || return 0
  while IFS=' ' read -r size path; do
    take=$((left / count))
    ((take > size)) && take=$size
    ((take < size)) && begin_at "$path" $((size - take))
    left=$((left - take)) count=$((count - 1))
  done < <(printf '%s\n' "${new[@]}" | sort -n)
  write_late
}

# Has the agent begin a file late, at the beginning of a line.
begin_at() {
  local path=$1 at=$2 line
  # A longer line is begun in its midst.
  part "$path" "$at" 65536
  line=${REPLY%%$'\n'*}
  late[$path]=$((at + ${#line}))
  [[ $line == "$REPLY" ]] || late[$path]=$((${late[$path]} + 1))
}

# Notes these positions in the words of each of the agent's notes.
write_late() {
  local note text path quoted add
  ((${#late[@]} > 0)) || return 0
  while IFS= read -r note; do
    text=$(cat -- "$note" 2> /dev/null)
    [[ $'\n'$text$'\n' == *$'\npositions:\n'* ]] || text='positions:'
    add=''
    for path in "${!late[@]}"; do
      # A path noted in other words must not be noted twice: the file of notes were none.
      if [[ $text == *"$path: "* ]]; then
        unset 'late[$path]'
        continue
      fi
      as_yaml "$path" && quoted=$REPLY
      if [[ $note == *.yml ]]; then add+="  ? path: $quoted"$'\n    labels: "{}"\n'"  : \"${late[$path]}\""$'\n'
      else add+="  $quoted: \"${late[$path]}\""$'\n'; fi
    done
    printf '%s\n%s' "$text" "$add" > "$note.new" && mv "$note.new" "$note"
  done < <(notes)
  for path in "${!late[@]}"; do printf '%s\t%s\n' "${late[$path]}" "$path"; done >> "$state/left-out"
}

prepare() {
  local note seen
  restore_notes
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

# Tells the pipeline and the agent of the files, before the agent starts.
tell() {
  tell_old
  list_files
  list_containers
  # Rather every line is news than none is read.
  [[ -z $due ]] || LOG_JOBS=''
  use_lists > "$state/told"
  sed -f "$state/told" "$given" > "$used"
  [[ -s $used ]] || { cp "$given" "$used" && LOG_JOBS=''; }
  note
}

# Writes down what is up to date, for the next start.
note() {
  printf '%s\n' "${!known[@]}" > "$state/up-to-date.new" && mv "$state/up-to-date.new" "$state/up-to-date"
}

# Waits for the agent's end, however often a signal interrupts; its exit code is in $code.
ended() {
  local last
  while kill -0 "$agent" 2> /dev/null; do
    wait "$agent"
    code=$?
  done
  # It may have ended while nobody waited; one that has been waited for already is not known any more.
  wait "$agent" 2> /dev/null
  last=$?
  ((last == 127)) || code=$last
}

# Whether a server of whatever kind answers in Loki's place. No program is started: this is asked every few seconds.
loki_answers() {
  local scheme=${LOKI_URL%%://*} rest=${LOKI_URL#*://} port answer=''
  local address=${rest%%/*}
  [[ $address == *:* ]] && port=${address##*:} || { [[ $scheme == https ]] && port=443 || port=80; }
  # In a process of its own, since nothing limits how long it takes to connect.
  IFS= read -r -t 3 answer < <(ask "${address%:*}" "$port" "$scheme" 2> /dev/null)
  # It waits still.
  (($? <= 128)) || kill -KILL "$!" 2> /dev/null
  [[ $answer == *' '[2-4]* ]]
}

# Whether Loki answers: asked once in a look. silent: when it did not, last.
silent=0
answered() {
  if [[ -z $answers ]]; then
    if loki_answers; then answers=yes; else answers=no silent=$EPOCHSECONDS; fi
  fi
  [[ $answers == yes ]]
}

# Says what a server answers first. Behind TLS only the connection can be tried.
ask() {
  local line=''
  exec 3<>"/dev/tcp/$1/$2" || exit
  [[ $3 == https ]] && line=' 200' || { printf 'GET /ready HTTP/1.0\r\n\r\n' >&3 && IFS= read -r -n 200 line <&3; }
  printf '%s\n' "$line"
}

# Alloy notes a position at the first line of a burst: a file of which it reads no more lines, though Loki answers, has
# been read.
declare -A lines=() idle=()
read_lines() {
  local path count
  idle=()
  [[ $AGENT == alloy ]] && answered || return 0
  while IFS=' ' read -r count path; do
    path=${path//'\"'/'"'} path=${path//'\\'/'\'}
    [[ ${lines[$path]:-} == "$count" ]] && idle[$path]=1
    lines[$path]=$count
  done < <(
    # shellcheck disable=SC2016
    timeout 3 bash -c 'exec 3<>/dev/tcp/127.0.0.1/12345 && printf "GET /metrics HTTP/1.0\r\n\r\n" >&3 && cat <&3' 2> /dev/null |
      sed -n 's/^loki_source_file_read_lines_total{.*path="\(.*\)"} \([^ ]*\)$/\2 \1/p'
  )
}

# One look at all files: who has come to its end, who has fallen behind, what there is to say.
look() {
  local path time at changed='' told=0 answers=''
  local -A unread=()
  busiest=()
  time=$EPOCHSECONDS
  read_positions
  read_files
  read_lines
  for path in "${files[@]}"; do
    measure "$path"
    [[ -n ${idle[$path]+x} ]] && behind=0
    at=${position[$path]:-0}
    if [[ -z ${goal[$path]+x} ]]; then appeared "$path" "$time"; else changes "$path" "$time"; fi
    was[$path]=${identity[$path]:-} last[$path]=$size
    if ((behind == 0 || (at >= ${goal[$path]} && at <= size))); then
      if ((behind == 0 || time - ${since[$path]} <= patience / 2)) && [[ -z ${known[$path]+x} ]]; then
        known[$path]=1 changed=1
      fi
      goal[$path]=$size since[$path]=$time
    elif ((time - ${since[$path]} > patience)) && [[ -n ${known[$path]+x} ]]; then
      unset 'known[$path]'
      changed=1
    fi
    [[ -n ${known[$path]+x} && -z ${old[$path]+x} ]] || weigh "$path" "$time"
    # Of most there is nothing to say.
    [[ -n ${known[$path]+x} && -z ${arrived[$path]+x} && -z ${said[$path]+x} ]] || unread[$path]=$behind
  done
  tell_old
  list_files
  list_containers
  for path in "${!unread[@]}"; do
    behind=${unread[$path]}
    say "$path"
  done
  # One that was deleted before its end was read: nothing of it is still to be read.
  for path in "${!said[@]}"; do [[ -n ${bytes[$path]+x} ]] || caught_up "$path" 0 0 0; done
  [[ -n $changed ]] && note
  keep_delivered
}

# Whether some of its lines name no time: only those can be old and look new.
undated() {
  { head -c 8192 -- "$1" | head -n 20; tail -c 8192 -- "$1" | tail -n 20; } 2> /dev/null |
    grep -aE '^[^[:space:]]' | grep -qavE "$time_named"
}

# A file at its first look: in the few seconds since it was made a service writes few lines, and those are of now.
appeared() {
  goal[$1]=$size since[$1]=$2
  if [[ -n ${there[$1]+x} ]]; then changes "$1" "$2"
  elif ! successor "$1" && full "$1"; then
    arrived[$1]=1
    # By a glob the agent may have begun it.
    [[ -n ${by_list[$1]+x} ]] || counted[$1]=$(($2 - between))
  else known[$1]=1 changed=1; fi
}

# Whether it was begun since the look before, and brings no more than the busiest of its folder did between two looks lately:
# a service that writes to a file a day. An old one that is copied there brings more.
declare -A busiest=()
successor() {
  local path folder birth=${identity[$1]:-}
  birth=${birth#* }
  [[ $birth == +([0-9]) ]] && ((EPOCHSECONDS - birth <= 3 * between)) || return
  # Once a look, and only where there are new files.
  if ((${#busiest[@]} == 0)); then
    for path in "${!pace[@]}"; do
      folder=${path%/*}
      ((${pace[$path]} <= ${busiest[$folder]:-0})) || busiest[$folder]=${pace[$path]}
    done
  fi
  folder=${1%/*}
  ((size <= 8 * ${busiest[$folder]:-0}))
}

# A path that is gone: what comes there later is new.
forget() {
  unset 'goal[$1]' 'since[$1]' 'known[$1]' 'there[$1]' 'was[$1]' 'last[$1]' 'pace[$1]'
  unset 'old[$1]' 'hash[$1]' 'stood[$1]' 'stood_since[$1]' 'ended_at[$1]' 'counted[$1]'
}

# Whether it holds more lines than a service writes at once.
full() { (($(head -c 65536 -- "$1" 2> /dev/null | wc -l) > 10)); }

# A known name at a further look. Truncated or made anew, it holds what its service has written since, not much more than
# between two looks before; an old file that was put in its place brings more.
changes() {
  local path=$1 grown most=${pace[$1]:-0}
  if [[ ${was[$path]} == "${identity[$path]:-}" ]] && ((size >= ${last[$path]})); then
    grown=$((size - ${last[$path]}))
    # A few minutes are remembered.
    most=$((most * 63 / 64))
    pace[$path]=$((grown > most ? grown : most))
    return
  fi
  goal[$path]=$size since[$path]=$2
  if ((size > 8 * most)) && full "$path"; then
    arrived[$path]=1 changed=1
    unset 'known[$path]'
    # The agent follows a name at once: what it has read since the look before has been counted.
    [[ -n ${old[$path]+x} ]] || counted[$path]=$(($2 - between))
  fi
}

# Not more than a line a file each ten seconds, and one when it has caught up; of thousands some at each look.
say() {
  local path=$1 history=0 undated=0 mark=''
  [[ -n ${known[$path]+x} && -z ${arrived[$path]+x} ]] || history=1
  if ((history)) && { ((behind > 0)) || [[ -n ${arrived[$path]+x} ]]; }; then
    ((EPOCHSECONDS - ${said[$path]:-0} < 10 || told >= 100)) && return
    told=$((told + 1)) said[$path]=$EPOCHSECONDS
    unset 'arrived[$path]'
    undated "$path" && undated=1
    if ((undated)) && [[ -n ${counted[$path]+x} ]]; then
      mark=on
      [[ -n ${begun[$path]+x} ]] || mark=begin begun[$path]=${counted[$path]}
    fi
  elif [[ -n ${said[$path]+x} ]]; then
    # What was old has been read; a service that writes is never quite read.
    ((history)) || behind=0
    undated "$path" && undated=1
    caught_up "$path" "$history" "$undated" "$behind"
    return
  else return; fi
  print "$path" "$history" "$undated" "$behind" "$mark"
  # From here on the pipeline marks its lines: none of them counts.
  if [[ -n $mark && -n ${old[$path]+x} ]]; then
    print "$path" "$history" "$undated" "$behind" end
    unset 'begun[$path]' 'counted[$path]'
  fi
}

# What was old has been read, or nobody can read it any more.
caught_up() {
  local mark=''
  [[ -z ${begun[$1]+x} ]] || mark=end
  print "$1" "$2" "$3" "$4" "$mark"
  unset 'said[$1]' 'begun[$1]' 'counted[$1]'
}

# With a mark the line says of which span the counts include old lines: from, to.
print() {
  local from='' to='' span=''
  if [[ -n $5 ]]; then
    TZ=UTC0 printf -v from '%(%Y-%m-%dT%H:%M:%SZ)T' "${begun[$1]}"
    TZ=UTC0 printf -v to '%(%Y-%m-%dT%H:%M:%SZ)T' "$EPOCHSECONDS"
    span=",\"mark\":\"$5\",\"from\":\"$from\",\"to\":\"$to\""
  fi
  printf '{"probe":"source","filename":%s,"history":%s,"undated":%s,"behind":%s,"left_out":%s%s}\n' \
    "$(json "$1")" "$2" "$3" "$4" "${late[$1]:-${left_out[$1]:-0}}" "$span"
}

# Before there is an agent a signal ends this; then the agent, whose end is waited for.
stop() {
  local running
  stopping=1
  running=$(jobs -p)
  [[ -n $running ]] || exit 143
  # shellcheck disable=SC2086
  kill -TERM $running 2> /dev/null
}

trap stop TERM INT
prepare
"${args[@]}" &
agent=$!
while [[ -z $stopping ]]; do
  sleep "$between" &
  pause=$!
  wait -n "$agent" "$pause"
  code=$?
  kill -0 "$agent" 2> /dev/null || break
  [[ -n $stopping ]] || look
done
[[ -z $pause ]] || kill "$pause" 2> /dev/null
ended
# Asked to end, it delivers what it holds, if it can.
[[ -n $stopping && $code != 137 ]] && loki_answers && : > "$clean"
exit "$code"
