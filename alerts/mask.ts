/** Knows how a text becomes fit to be shown: secrets masked, one line, not too long. */

const LONGEST = 300

/** The text without any of the secrets, however the other side encoded them, in one short line. */
export const maskSecrets = (shown: string, secrets: readonly string[]): string => {
  const forms = secrets.flatMap((s) => [s, encodeURIComponent(s), Buffer.from(s, 'utf8').toString('base64')])
  const masked = forms
    .filter((form) => form.length > 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(form, '***'), shown)
  const line = masked.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
