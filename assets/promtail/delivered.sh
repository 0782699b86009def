# How far the agent's lines have come to Loki. Its own notes say how far it has read: what it held in memory when it was
# killed, or when it ended while Loki was away, would never be read again; and after a damaged note all of it would.
# So a copy of each note is kept of a moment of which everything has been delivered. entrypoint.sh sources it after files.sh.
delivered=$state/delivered
# There while the agent, at its last end, had delivered all that it had read.
clean=$state/clean
# Lines of a note: of Promtail's, of Alloy's.
note_line='^(positions:( \{\})?|  [^ ].*: .+|  \? .+|    labels: .*|  : ".*")$'

# Where a note's copy is, in REPLY.
copy_of() {
  local name=${1#"$data"/}
  REPLY=$delivered/${name//\//_}
}

# Leaves a note's text in REPLY; fails for one that the agent cannot read: a power cut may leave it empty, cut off or
# filled with zeros.
whole() {
  local text=''
  REPLY=''
  # Succeeds at a null byte alone.
  { IFS= read -r -d '' text < "$1"; } 2> /dev/null && return 1
  [[ $text == positions:* && $text == *$'\n' && $text != *[$'\001'-$'\010'$'\013'-$'\037']* ]] || return 1
  # One program for all lines: there may be thousands.
  ! grep -qavE "$note_line" <<< "${text%$'\n'}" || return 1
  REPLY=$text
}

# Writes a note anew, as of the time of another file: how old it is says what is history.
write_note() {
  printf %s "$2" > "$1.new" && touch -r "$3" "$1.new" && mv "$1.new" "$1"
}

# At a look. What a note said at the look before has been delivered by now, if Loki answered then and answers now.
declare -A pending=() odd=()
keep_delivered() {
  local note answers=
  mkdir -p "$delivered"
  loki_answers && answers=1
  while IFS= read -r note; do
    [[ -e $note ]] || continue
    copy_of "$note"
    local copy=$REPLY
    if [[ -n $answers && -n ${pending[$note]:-} ]]; then write_note "$copy" "${pending[$note]}" "$note"; fi
    unset 'pending[$note]'
    if whole "$note"; then
      odd[$note]=0
      [[ -z $answers ]] || pending[$note]=$REPLY
    else
      # The agent writes it anew every few seconds: one that stays so is of a form that is not known here.
      odd[$note]=$((${odd[$note]:-0} + 1))
      ((odd[$note] < 5)) || rm -f "$copy"
    fi
  done < <(notes)
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

# Whether a line ends with how far something has been read: sets place, as it is called in this line, and number. In
# Alloy's notes the lines before are a part of the place.
is_place() {
  [[ $1 != '  ? '* && $1 != '    labels: '* && $1 =~ ^(.*: )([^\ ]+)$ ]] || return 1
  place=${BASH_REMATCH[1]} number=${BASH_REMATCH[2]}
}
more_of_key() { if [[ $1 == positions:* ]]; then key=''; else key+=$1$'\n'; fi; }

# Of two numbers in quotes, in REPLY; of what is no number, such as the journal's, the copy's.
smaller() {
  local now=${1//\"/} before=${2//\"/}
  if [[ $now != +([0-9]) ]]; then REPLY=${2:-$1}
  elif [[ $before == +([0-9]) ]] && ((before >= now)); then REPLY=$1
  else REPLY=\"${before:-0}\"; fi
}
