# How far the agent's lines have come to Loki. Its own notes say how far it has read: what it held in memory when it was
# killed, or when it ended while Loki was away, would never be read again; and after a damaged note all of it would.
# So a copy of each note is kept of a moment of which everything has been delivered. entrypoint.sh sources it after files.sh.
delivered=$state/delivered
# There while the agent, at its last end, had delivered all that it had read.
clean=$state/clean
# Lines of a note: a name with a place, a name alone, what belongs to it (Alloy's labels, the rest of a long name), its place.
note_line='^(positions:( \{\})?|  [^ ].*: .+|  \? .+|    +[^ ].*|  : ".*")$'

# Where a note's copy is, in REPLY.
copy_of() {
  local name=${1#"$data"/}
  REPLY=$delivered/${name//\//_}
}

# Leaves a note's text in REPLY; fails for one with a null byte, or without text.
text_of() {
  local text=''
  REPLY=''
  # Succeeds at a null byte alone.
  { IFS= read -r -d '' text < "$1"; } 2> /dev/null && return 1
  REPLY=$text
  [[ -n $text ]]
}

# Whether it is a text that the agent can read: a power cut may leave a note empty, cut off or filled with zeros.
readable() {
  [[ $1 == positions:* && $1 == *$'\n' && $1 != *[$'\001'-$'\010'$'\013'-$'\037']* ]] || return 1
  # One program for all lines: there may be thousands.
  ! grep -qavE "$note_line" <<< "${1%$'\n'}"
}

# Leaves a note's text in REPLY; fails for one that the agent cannot read.
whole() { text_of "$1" && readable "$REPLY"; }

# Writes a note anew, as of the time of another file: how old it is says what is history.
write_note() {
  printf %s "$2" > "$1.new" && touch -r "$3" "$1.new" && mv "$1.new" "$1"
}

# At a look, every few seconds. What a note said at the look before has been delivered by now, if Loki answered then and
# answers now. Of a note that says what its copy says nothing is asked, and no program is started.
declare -A pending=() kept=() odd=()
keep_delivered() {
  local note copy answers=
  [[ -d $delivered ]] || mkdir -p "$delivered"
  while IFS= read -r note; do
    [[ -e $note ]] || continue
    copy_of "$note" && copy=$REPLY
    if [[ -n ${pending[$note]:-} ]]; then confirm "$note" "$copy"; fi
    if text_of "$note" && [[ $REPLY == "${kept[$note]:-}" && -e $copy ]]; then
      odd[$note]=0
      # The agent writes the same anew: so long it has been so.
      [[ ! $note -nt $copy ]] || touch -r "$note" "$copy"
    elif readable "$REPLY"; then
      odd[$note]=0
      ! answered || pending[$note]=$REPLY
    else
      # The agent writes it anew every few seconds: one that stays so is of a form that is not known here.
      odd[$note]=$((${odd[$note]:-0} + 1))
      ((odd[$note] < 5)) || [[ ! -e $copy ]] || rm -f "$copy"
    fi
  done < <(notes)
}

# Keeps what a note said at the look before.
confirm() {
  if answered && write_note "$2" "${pending[$1]}" "$1"; then kept[$1]=${pending[$1]}; fi
  unset 'pending[$1]'
}

# Before the agent starts.
restore_notes() {
  local note copy ended_well=
  [[ -e $clean ]] && ended_well=1
  rm -f "$clean"
  while IFS= read -r note; do
    copy_of "$note" && copy=$REPLY
    [[ -e $note && -e $copy ]] || continue
    if ! whole "$note"; then
      whole "$copy" && write_note "$note" "$REPLY" "$copy"
    elif [[ -z $ended_well ]]; then rewind "$note" "$copy" "$REPLY"; fi
  done < <(notes)
}

# Lets the agent read again what may not have been delivered: of each place the smaller number counts. A place that is not
# in the copy is new, and nothing of it was delivered for certain.
rewind() {
  local line key='' text='' at=$1 copy=$2 now=$3
  local -A value=()
  whole "$copy" || return 0
  while IFS= read -r line; do
    if is_place "$line"; then value[$key$place]=$number key=''; else more_of_key "$line"; fi
  done <<< "${REPLY%$'\n'}"
  key=''
  while IFS= read -r line; do
    if is_place "$line"; then
      smaller "$number" "${value[$key$place]:-}"
      line=$place$REPLY key=''
    else more_of_key "$line"; fi
    text+=$line$'\n'
  done <<< "${now%$'\n'}"
  write_note "$at" "$text" "$at"
}

# Whether a line ends with how far something has been read: sets place, as it is called in this line, and number. Where the
# name stands alone, the lines before are a part of the place.
place_line='^(  ([^ ?].*)?: )([^ ]+)$'
is_place() {
  [[ $1 =~ $place_line ]] || return 1
  place=${BASH_REMATCH[1]} number=${BASH_REMATCH[3]}
}
more_of_key() { if [[ $1 == positions:* ]]; then key=''; else key+=$1$'\n'; fi; }

# Of two numbers in quotes, in REPLY; of what is no number, such as the journal's, the copy's.
smaller() {
  local now=${1//\"/} before=${2//\"/}
  if [[ $now != +([0-9]) ]]; then REPLY=${2:-$1}
  elif [[ $before == +([0-9]) ]] && ((before >= now)); then REPLY=$1
  else REPLY=\"${before:-0}\"; fi
}
