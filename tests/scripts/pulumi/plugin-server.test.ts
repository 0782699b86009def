import { pluginVariables } from "../../../scripts/pulumi/plugin-server";

const set = (pluginServer?: unknown) => ({
  content: () => ({ config: { "deepchat-observability:pluginServer": pluginServer } }),
});

describe("pluginVariables", () => {
  it("sends the CLI to the stack's server for every plugin", () => {
    const variables = pluginVariables(set("https://files.example.com/pulumi/"), {});
    expect(variables).toEqual({
      PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: ".*=https://files.example.com/pulumi",
    });
  });

  it.each([undefined, "", "https://files.example.com/a,b", 7])("says nothing for %j", (value) => {
    expect(pluginVariables(set(value), {})).toEqual({});
  });

  it("leaves the user's own variable alone", () => {
    const environment = { PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: "x=y" };
    expect(pluginVariables(set("https://files.example.com"), environment)).toEqual({});
  });
});
