/** Whether the lists and objects of a JSON text are nested deeper than this. For a text that is not JSON it may say so, too. */
export function isNestedDeeper(text: string, depth: number): boolean {
  // each level takes two characters
  return text.length > 2 * depth && jsonDepth(text) > depth
}

/** How deep the lists and objects of a JSON text are nested; 0 for a scalar. For a text that is not JSON, some number that is not too small. */
export function jsonDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) inString = !inString
    else if (inString) {
      if (code === 0x5c) at++
    } else if (code === 0x5b || code === 0x7b) {
      depth++
      if (depth > deepest) deepest = depth
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return deepest
}
