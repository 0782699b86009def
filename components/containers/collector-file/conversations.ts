import type { Redaction } from "./redaction";

const re = String.raw;

/** A text in quotes; to the end of the line where it was cut before they close. */
const text = re`"((?:[^"\\]|\\.)+)`;
/** The same inside a text of JSON, whose quotes are escaped. */
const inner = re`\\"((?:[^"\\]|\\[^"])+)`;

/** Fields of JSON, without the quotation mark before each: one stage looks for it once for them all. */
const fields = [
  re`role": *"\w+",\s*"content": *${text}`,
  re`content": *"((?:[^"\\]|\\.)+)",\s*"role"`,
  re`(?:reasoning_content|reasoning|prompt|arguments)": *${text}`,
  re`(?:type": *"(?:input_|output_)?text"|finish_reason": *(?:null|"\w*")|index": *\d+),\s*"text": *${text}`,
  re`text": *"((?:[^"\\]|\\.)+)",\s*"(?:index|logprobs)"`,
];

/**
 * What people ask and models answer, where a server prints it (LM Studio and older vLLM at their default level, llama-server and others
 * with a higher one): only beside what says that it is a message, since "content" is what some programs call a line.
 */
const expressions = [
  `"(?:${fields.join("|")})`,
  re`\\"(?:role\\": *\\"\w+\\", *\\"content\\": *${inner}|content\\": *\\"((?:[^"\\]|\\[^"])+)\\", *\\"role\\")`,
  re`'role': *'\w+', *'content': *(?:'((?:[^'\\]|\\.)+)|"((?:[^"\\]|\\.)+))`,
  re`role: '\w+',\s*content: *(?:'((?:[^'\\]|\\.)+)|"((?:[^"\\]|\\.)+)|${"`"}([^${"`"}]+))`,
  // a message that stands alone, parted from what it belongs to
  re` {4}"content": *${text}`,
  // vLLM, by default until 0.8, and SGLang, at a higher level
  re`Received request \S+: prompt: ((?s:.+?))(?:, \w*params: \w+Params\(|$)`,
  re`prompt_token_ids: \[([\d, ]+)`,
  re`ReqInput\((?s:.*?)\btext='((?:[^'\\]|\\.)+)`,
  re`Accumulated \d+ tokens:?\s+((?s:.+))`,
];

/** What people and models said never leaves the host. */
export const conversations: Redaction[] = expressions.map((expression) => ({
  name: "conversation: what people ask and models answer, where a server prints it",
  expression,
}));
