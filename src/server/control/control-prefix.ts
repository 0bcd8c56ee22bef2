export const controlPrefix = '/__doppel'

/** Whether a request target belongs to the control plane; nothing under its prefix ever reaches the twin. */
export function isControlTarget(target: string): boolean {
  // Second character first: nearly every target of a service differs there.
  if (target.charCodeAt(1) !== 0x5f || !target.startsWith(controlPrefix)) return false
  const next = target[controlPrefix.length]
  return next === undefined || next === '/' || next === '?'
}
