type Env = Readonly<Record<string, string | undefined>>

/** `$NAME` in a text becomes what the environment says; `onMissing` makes the error where it says nothing. */
export function fillFromEnv(text: string, env: Env, onMissing: (key: string) => Error): string {
  return text.replace(/\$([A-Za-z_]\w*)/g, (_, key: string) => {
    const value = env[key]
    if (value === undefined || value === '') throw onMissing(key)
    return value
  })
}
