# Containers without the engine's socket: their log files, of the driver json-file, and what the engine wrote of them beside
# these. One list for all jobs, with the labels that the engine's discovery would have; each job takes its own.
# CONTAINER_LOGS: the folder with one of each container, named by its id; empty: the engine is asked instead.
# entrypoint.sh sources it after targets.sh.
declare -A container=()
container_list=''

list_containers() {
  local config folder id text=''
  local -A there=()
  [[ -n ${CONTAINER_LOGS:-} ]] || return 0
  for config in "$CONTAINER_LOGS"/*/config.v2.json; do
    folder=${config%/*} id=${config%/*} id=${id##*/}
    [[ $id =~ ^[0-9a-f]{64}$ && -e $folder/$id-json.log ]] || continue
    there[$id]=1
    # Written anew whenever something about it changes, its name among it.
    [[ -n ${container[$id]+x} && $state/containers -nt $config ]] || describe_container "$config" "$folder/$id-json.log"
  done
  : > "$state/containers"
  for id in "${!container[@]}"; do
    if [[ -n ${there[$id]+x} ]]; then text+=,$'\n'${container[$id]}; else unset 'container[$id]'; fi
  done
  text="[${text#,}]"
  [[ $text != "$container_list" ]] || return 0
  # Renamed, so that none is read half written.
  printf '%s\n' "$text" > "$lists.new" && mv "$lists.new" "$lists/containers.json" && container_list=$text
}

# A quote inside a value has a backslash before it there: what stands in somebody's environment is no name.
describe_container() {
  local text='' name='"Name":"/([A-Za-z0-9][A-Za-z0-9_.-]*)"' key labels=''
  IFS= read -r -d '' text < "$1"
  [[ $text =~ $name ]] || return 0
  labels="\"__meta_docker_container_name\":\"/${BASH_REMATCH[1]}\""
  for key in role stack; do
    [[ $text =~ \"io\.deepchat\.observability\.$key\":\"([A-Za-z0-9_.-]+)\" ]] || continue
    labels+=",\"__meta_docker_container_label_io_deepchat_observability_$key\":\"${BASH_REMATCH[1]}\""
  done
  as_json "$2"
  container[$id]="{\"targets\":[\"localhost\"],\"labels\":{\"__path__\":$REPLY,$labels}}"
}
