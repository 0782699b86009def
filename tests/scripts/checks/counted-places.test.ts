import { countedPlaces, type Sample } from "../../../scripts/checks/counted-places";

const said = (forms: Sample[], places: Sample[]) =>
  countedPlaces("webui", forms, places).map(({ text }) => text);
const sample = (value: number, metric: Record<string, string>): Sample => ({ metric, value });

it("names the place that counts, those that may tell of the same, and what decides", () => {
  const job = "deepchat-webui";
  const forms = [
    sample(198, { host: "a", form: "file/logfmt" }),
    sample(199, { host: "a", form: "file/combined-behind" }),
    sample(150, { host: "a", form: "container/uvicorn" }),
  ];
  const places = [
    sample(198, { host: "a", job, form: "file/logfmt", filename: "/var/log/deepchat/app.log" }),
    sample(100, { host: "a", job, form: "file/combined-behind", filename: "/var/log/deepchat/2.log" }),
    sample(99, { host: "a", job, form: "file/combined-behind", filename: "/var/log/deepchat/1.log" }),
    sample(150, { host: "a", job: "deepchat-container", form: "container/uvicorn", container: "deepchat" }),
  ];
  expect(said(forms, places)).toEqual([
    "199 counted from /var/log/deepchat/1.log + /var/log/deepchat/2.log (access log, combined, behind a proxy); " +
      "not added, for another form may tell of the same requests: 198 in /var/log/deepchat/app.log (application log, logfmt), " +
      "150 in container deepchat (access log, uvicorn). Where it does not, have both write one form; " +
      "what is not wanted: webuiLogFiles, webuiContainers (docs/troubleshooting.md)",
  ]);
});

it("does not say of two programs' logs that they tell of the same, and names the key of each kind of place", () => {
  const forms = ["file/uvicorn", "container/json", "journal/gin"].map((form, i) =>
    sample(3 - i, { host: "a", form }),
  );
  const places = [
    sample(3, { host: "a", form: "file/uvicorn", filename: "/var/log/site-a.log" }),
    sample(2, { host: "a", form: "container/json", container: "site-b" }),
    sample(1, { host: "a", form: "journal/gin", unit: "ollama.service" }),
  ];
  const [{ text } = { text: "" }] = countedPlaces("ollama", forms, places);
  expect(text).not.toMatch(/(?<!may )tells? of the same/);
  expect(text).toContain("3 counted from /var/log/site-a.log (access log, uvicorn); not added");
  expect(text).toContain("what is not wanted: ollamaContainers, ollamaUnits (");
});

it("tells hosts apart, and lines of older versions by their job", () => {
  const forms = [
    sample(5, { host: "b", form: "journal/gin" }),
    sample(7, { host: "a", job: "ollama-service" }),
    sample(6, { host: "a", job: "deepchat-container" }),
  ];
  const places = [
    sample(5, { host: "b", job: "ollama-service", form: "journal/gin", unit: "ollama.service" }),
    sample(7, { host: "a", job: "ollama-service", filename: "/var/log/ollama.log" }),
    sample(6, { host: "a", job: "deepchat-container", container: "deepchat" }),
  ];
  expect(countedPlaces("ollama", forms, places)).toEqual([
    {
      host: "a",
      text:
        "7 counted from /var/log/ollama.log (stored by an older version); " +
        "not added, for another form may tell of the same requests: 6 in container deepchat (stored by an older version). " +
        "Where it does not, have both write one form; what is not wanted: ollamaContainers (docs/troubleshooting.md)",
    },
    { host: "b", text: "5 counted from journal of ollama.service (access log, gin)" },
  ]);
});
