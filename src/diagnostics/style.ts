/** How text is made to stand out; the plain one leaves it as it is. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
  cyan(text: string): string
}

/** Colours by ANSI codes when `colored`, nothing otherwise. Whether the stream is a terminal is the caller's to know. */
export function createStyle(colored: boolean): Style {
  const between = (open: number, close: number) => (text: string) => (colored ? `\u001b[${open}m${text}\u001b[${close}m` : text)
  return {
    bold: between(1, 22),
    dim: between(2, 22),
    red: between(31, 39),
    yellow: between(33, 39),
    green: between(32, 39),
    cyan: between(36, 39),
  }
}
