import { countedPlaces, type Sample } from "../../../scripts/checks/counted-places";

const said = (forms: Sample[], places: Sample[]) => countedPlaces(forms, places).map(({ text }) => text);
const sample = (value: number, metric: Record<string, string>): Sample => ({ metric, value });

it("names the place that counts, and those that tell of the same", () => {
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
      "left out, for they tell of the same: 198 in /var/log/deepchat/app.log (application log, logfmt), " +
      "150 in container deepchat (access log, uvicorn)",
  ]);
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
  expect(countedPlaces(forms, places)).toEqual([
    {
      host: "a",
      text:
        "7 counted from /var/log/ollama.log (stored by an older version); " +
        "left out, for they tell of the same: 6 in container deepchat (stored by an older version)",
    },
    { host: "b", text: "5 counted from journal of ollama.service (access log, gin)" },
  ]);
});
