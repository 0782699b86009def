import { muteIntervals } from "../../components/observability/alerts/mute-timings";
import { contentWith as configWith } from "../support/config";

describe("quiet hours", () => {
  const quiet = (entry: object) => configWith({ timeZone: "Asia/Shanghai", quietHours: [entry] });

  it("splits a night at midnight, its days moved on for the morning", async () => {
    const { notifications } = await quiet({ from: "22:00", to: "07:30", days: ["friday", "saturday"] });
    const [time] = notifications.quietHours;
    expect(time?.severities).toEqual(["warning"]);
    expect(muteIntervals(time as never)).toEqual([
      {
        weekdays: ["friday", "saturday"],
        times: [{ start: "22:00", end: "24:00" }],
        location: "Asia/Shanghai",
      },
      {
        weekdays: ["saturday", "sunday"],
        times: [{ start: "00:00", end: "07:30" }],
        location: "Asia/Shanghai",
      },
    ]);
  });

  it("takes a maintenance window, also over the end of a year", async () => {
    const window = { date: "2026-12-31", from: "23:00", to: "01:00", severities: ["critical", "warning"] };
    const { notifications } = await quiet({ ...window, timeZone: "UTC" });
    expect(muteIntervals(notifications.quietHours[0] as never)).toEqual([
      {
        ...{ years: ["2026"], months: ["12"], daysOfMonths: ["31"], location: "UTC" },
        times: [{ start: "23:00", end: "24:00" }],
      },
      {
        ...{ years: ["2027"], months: ["1"], daysOfMonths: ["1"], location: "UTC" },
        times: [{ start: "00:00", end: "01:00" }],
      },
    ]);
  });

  it("is one interval within a day, and up to midnight", async () => {
    for (const to of ["13:00", "00:00", "24:00"]) {
      const { notifications } = await quiet({ from: to === "24:00" ? "00:00" : "12:00", to });
      expect(muteIntervals(notifications.quietHours[0] as never)).toHaveLength(1);
    }
  });

  it.each([
    [{ from: "22:00" }, "quietHours[0].to is not set; allowed: a time of the day as HH:MM"],
    [{ from: "24:00", to: "07:00" }, 'quietHours[0].from is "24:00"'],
    [
      { from: "07:00", to: "07:00" },
      "quietHours[0]: from and to are both 07:00; allowed: two different times",
    ],
    [{ from: "22:00", to: "07:00", days: ["mon"] }, "quietHours[0].days"],
    [{ from: "22:00", to: "07:00", date: "2026-02-30" }, "a date as YYYY-MM-DD"],
    [
      { from: "22:00", to: "07:00", date: "2026-02-03", days: ["monday"] },
      "date and days are both set; allowed: either a date",
    ],
    [{ from: "22:00", to: "07:00", timeZone: "+08:00" }, "a time zone's IANA name"],
    [{ from: "22:00", to: "07:00", weekdays: ["monday"] }, "only date, days, from, to"],
  ])("refuses %j", async (entry, expected) => {
    const message = await quiet(entry).then(
      () => "no mistake was found",
      (error: Error) => error.message,
    );
    expect(message).toContain(expected);
  });
});
