# Which files the agent reads: a list that names each, in place of the globs, and that it reads anew when it changes. So of a
# file that comes with old lines in it the pipeline is told before the first of them is read (history.sh). The list says
# nothing else of a path: Alloy notes a position under the labels, and of a label that changes Promtail makes another target,
# which begins the file once more.
# A job whose globs a shell matches otherwise keeps them. entrypoint.sh sources it after files.sh.
lists=/tmp/targets
# By a line of on_list: what its list says of it, and since when its path is gone. By a job: its list.
declare -A target=() gone=() wrote=()
# Whether a list has to be written.
due=1

# Lets sed put the lists in the place of the globs.
use_lists() {
  local job
  while IFS=' ' read -r job _; do
    [[ -n $job ]] || continue
    printf '/^  - job_name: %s$/,/^  - job_name: /{\n' "$job"
    printf '/^    static_configs:$/,/^    [^ ]/{\n/^      /d\n'
    printf 's#^    static_configs:$#    file_sd_configs:\\n      - files: [%s/%s.json]#\n}\n}\n' "$lists" "$job"
  done < <(sort -u <<< "${LOG_JOBS:-}")
}

# Brings the lists up to date with the files that are there.
list_files() {
  local place
  for place in "${on_list[@]}"; do [[ -n ${target[$place]+x} ]] || describe "$place"; done
  ((${#target[@]} == ${#on_list[@]} && ${#gone[@]} == 0)) || drop_gone
  [[ -z $due ]] || write_lists
}

describe() {
  local label=${1%%$'\t'*}
  as_glob "${1#*$'\t'}" && as_json "$REPLY"
  due=1
  target[$1]="{\"targets\":[\"localhost\"],\"labels\":{\"job\":\"${label#* }\",\"__path__\":$REPLY}}"
}

# A name as a glob that finds it alone, in REPLY: the agents take what the list says for one. For them \ makes only what has a
# meaning plain, and not itself; no name has //.
as_glob() {
  local char
  REPLY=${1//\\/\/\/}
  for char in '*' '?' '[' ']' '{' '}'; do REPLY=${REPLY//"$char"/"\\$char"}; done
  REPLY=${REPLY//\/\//'[\\]'}
}

# What is gone stays on its list for a while: of a renamed file the rest is read, and a name mostly comes again. While Loki
# is away the agent cannot let go of a file.
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
