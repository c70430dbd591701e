/** Knows whether imports run in a circle. */

/** An import from one file of the house to another. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly line: number
}

/** Each circle once, as the edge that closes it and the way round: `a.ts → b.ts → a.ts`. */
export const listCircles = (edges: readonly Edge[]): { closing: Edge; way: string }[] => {
  const edgesFrom = Map.groupBy(edges, (edge) => edge.from)
  const done = new Set<string>()
  const circles: { closing: Edge; way: string }[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    if (done.has(file)) return
    const here = [...trail, file]
    for (const edge of edgesFrom.get(file) ?? []) {
      const start = here.indexOf(edge.to)
      if (start < 0) visit(edge.to, here)
      else circles.push({ closing: edge, way: [...here.slice(start), edge.to].join(' → ') })
    }
    done.add(file)
  }
  for (const file of edgesFrom.keys()) visit(file, [])
  return circles
}
