import { explain } from "../../../scripts/pulumi/explain";

// Outputs as the real CLI and providers print them.
it.each([
  [
    'error: [GET /folders/{folder_uid}][401] getFolderByUIDUnauthorized {"message":"Invalid username or password"}',
    "Grafana refuses the stack's admin password",
  ],
  [
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file",
    "cancel --yes",
  ],
  ["error: get stack secrets manager: incorrect passphrase", "passphrase"],
  [
    "error: could not create secrets manager for new stack: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
    "No passphrase is set",
  ],
  [
    "driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:3000 failed: port is already allocated",
    "choose another",
  ],
  [
    "error: no resource plugin 'pulumi-resource-docker' found in the workspace at version v5.2.0",
    "plugin install resource",
  ],
  [
    "Unable to read Docker image into resource: unable to pull image nosuch:1.2.3: error pulling image",
    "docker load",
  ],
  [
    'Error response from daemon: Conflict. The container name "/deepchat-observability-dev-loki" is already in use',
    "deepchat-observability-dev-loki exists",
  ],
  [
    "Unable to start container: Error response from daemon: runc: runc create failed: unable to start container process: error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: OCI permission denied",
    "default_ulimits",
  ],
  ["error: write /loki/wal: no space left on device", "disk of the Docker host is full"],
])("explains %j", (output, meaning) => {
  expect(explain(output, "up", "dev")).toContain(meaning);
});

it("admits what it does not know, and that `up` goes on", () => {
  expect(explain("something else", "up", "dev")).toMatch(/`pulumi up` failed.*`npm run up` goes on/);
});

it.each([
  ["preview", "Nothing was changed."],
  ["config", "Nothing was changed."],
  ["destroy", "`npm run destroy` goes on"],
  ["refresh", "`npm run up` goes on"],
])("says of a failed %s what is so of that", (command, left) => {
  expect(explain("something else", command, "dev")).toContain(left);
});

it("knows how the Docker provider says that no engine answers", () => {
  const words =
    "docker native provider returned an unexpected error from Configure: failed to connect to any docker daemon";
  expect(explain(words, "up", "dev")).toContain("The Docker engine stopped answering");
});

it("names commands that act on the stack in question", () => {
  expect(explain("the stack is currently locked by 1 lock(s)", "up", "lab")).toContain(
    "npm run pulumi -- cancel --stack lab --yes",
  );
  expect(explain("something else", "up", "lab")).toContain("npm run up -- --stack lab");
});
