# Which files Promtail reads: a list that names each, in place of the globs, and that it reads anew when it changes. So a
# file that comes with old lines in it stands there, before the first of them is read, with the time until which they are
# history. What the list says of a path stays so for as long as the path is there: with another label it is another
# target, and Promtail would begin one more reader of the same file.
# Alloy keeps the globs, since it notes a position under the labels; so does a job whose globs a shell matches otherwise.
# entrypoint.sh sources it after files.sh.
lists=/tmp/targets
# By a line of on_list: what its list says of it, and since when its path is gone. By a path: how many bytes of old lines it
# came with, and until when they are history. By a job: its list.
declare -A target=() gone=() old=() until=() wrote=()
# Whether a list has to be written.
due=1
# Seconds until what a list says has been taken up, and the most that a file's lines may be history: those that a service
# adds meanwhile are, too.
taken_up=5 longest=600
# Until when what has come so far is read.
busy=0

# Lets sed put the lists in the place of the globs.
use_lists() {
  local job
  while IFS=' ' read -r job _; do
    [[ -n $job ]] || continue
    printf '/^  - job_name: %s$/,/^  - job_name: /{\n' "$job"
    printf 's#^    static_configs:$#    file_sd_configs:\\n      - files: [%s/%s.json]\\n    static_configs:#\n' "$lists" "$job"
    printf 's#^\\( *\\)__path__: #\\1__glob__: #\n}\n'
  done < <(sort -u <<< "${LOG_JOBS:-}")
}

# Until when the old lines of a path that is put on a list are read: after all others that have come.
mark_until() {
  local most=$((EPOCHSECONDS + longest))
  ((busy > EPOCHSECONDS)) || busy=$EPOCHSECONDS
  busy=$((busy + ${old[$1]} / slowest))
  ((busy < most)) || busy=$most
  until[$1]=$((busy + begin + taken_up))
  unset 'old[$1]'
}

# Brings the lists up to date with the files that are there.
list_files() {
  local place
  for place in "${on_list[@]}"; do [[ -n ${target[$place]+x} ]] || describe "$place"; done
  ((${#target[@]} == ${#on_list[@]} && ${#gone[@]} == 0)) || drop_gone
  [[ -z $due ]] || write_lists
}

describe() {
  local path=${1#*$'\t'} label=${1%%$'\t'*} mark='' char
  [[ -z ${old[$path]+x} ]] || mark_until "$path"
  [[ -z ${until[$path]+x} ]] || mark=",\"history_until\":\"${until[$path]}\""
  REPLY=$path
  # A name is looked for as a glob while it is not there; of one with \ in it, Promtail finds only what is written plainly.
  [[ $path == *\\* ]] || for char in '*' '?' '[' ']' '{' '}'; do REPLY=${REPLY//"$char"/"\\$char"}; done
  as_json "$REPLY"
  due=1
  target[$1]="{\"targets\":[\"localhost\"],\"labels\":{\"job\":\"${label#* }\",\"__path__\":$REPLY$mark}}"
}

# What is gone stays on its list for a while: of a renamed file the rest is read, and a name mostly comes again. While Loki
# is away Promtail cannot let go of a file.
drop_gone() {
  local place path
  local -a long=()
  for place in "${!target[@]}"; do
    path=${place#*$'\t'}
    if [[ -n ${bytes[$path]+x} ]]; then unset 'gone[$place]'
    elif [[ -z ${gone[$place]+x} ]]; then gone[$place]=$EPOCHSECONDS
    elif ((EPOCHSECONDS - ${gone[$place]} > patience)); then long+=("$place"); fi
  done
  ((${#long[@]} > 0)) && loki_answers || return 0
  for place in "${long[@]}"; do
    unset 'target[$place]' 'gone[$place]'
    forget "${place#*$'\t'}"
  done
  due=1
}

write_lists() {
  local place job
  local -A text=()
  due=''
  while IFS=' ' read -r job _; do [[ -z $job ]] || text[$job]=''; done <<< "${LOG_JOBS:-}"
  for place in "${!target[@]}"; do text[${place%% *}]+=,$'\n'${target[$place]}; done
  for job in "${!text[@]}"; do
    [[ ${wrote[$job]-none} != "${text[$job]}" ]] || continue
    # Renamed, so that none is read half written.
    if printf '[%s]\n' "${text[$job]#,}" > "$lists.new" && mv "$lists.new" "$lists/$job.json"; then wrote[$job]=${text[$job]}
    else due=1; fi
  done
}
