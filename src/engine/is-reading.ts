const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether requests of this method change nothing. */
export function isReading(method: string): boolean {
  return reading.has(method)
}
