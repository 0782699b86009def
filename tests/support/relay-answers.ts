export const ok = { body: '{"errcode":0,"code":0,"errmsg":"ok"}' };

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
