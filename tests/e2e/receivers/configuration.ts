import { examples, secretValues as valuesOfExamples } from "../../support/receivers";

/** Every kind of receiver, as it is configured. */
export const receivers = examples.map(({ entry }) => entry);
/** Where their messages arrive; DingTalk's two share a path. */
export const places = [...new Set(examples.flatMap(({ place }) => place ?? []))];

/** What the service at a place answers when it took a message. */
export function takenBy(place: string): RegExp {
  return examples.find((example) => example.place === place)?.taken ?? /$nothing/;
}

const heartbeat = "https://hook.example.com/heartbeat";

/** What must be seen nowhere. */
export const secretValues = [heartbeat, ...valuesOfExamples];

/** Arguments of `config set-all --path` that tell a stack of all of them, of the heartbeat and of a quiet time. */
export function settings(): string[] {
  const each = receivers.flatMap((receiver, i) =>
    Object.entries(receiver).flatMap(([name, value]): string[] => {
      const set = (key: string, text: string) => [
        secretValues.includes(text) ? "--secret" : "--plaintext",
        `receivers[${i}].${key}=${text}`,
      ];
      if (Array.isArray(value)) return value.flatMap((entry, j) => set(`${name}[${j}]`, String(entry)));
      if (value !== null && typeof value === "object")
        return Object.entries(value).flatMap(([header, text]) => set(`${name}["${header}"]`, String(text)));
      return set(name, String(value));
    }),
  );
  return [
    ...each,
    ...["--secret", `heartbeatUrl=${heartbeat}`, "--plaintext", "heartbeatInterval=1m"],
    ...["--plaintext", "quietHours[0].from=22:00", "--plaintext", "quietHours[0].to=07:00"],
    ...["--plaintext", "quietHours[0].severities[0]=critical", "--plaintext", "quietHours[0].days[0]=friday"],
  ];
}
