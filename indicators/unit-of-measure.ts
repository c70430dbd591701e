/** Knows units of measure and the exact factors between units of one dimension (万元 and 亿元; never % and 百分点). */
import { z } from 'zod'

export const unitOfMeasureSchema = z.strictObject({
  name: z.string().min(1),
  /** Units convert only inside a dimension. */
  dimension: z.string().min(1),
  /** How many base units of the dimension one of this unit is. */
  factor: z.number().positive(),
  synonyms: z.array(z.string()).default([]),
})
export type UnitOfMeasure = z.output<typeof unitOfMeasureSchema>

/** The unit with this name or synonym. */
export const findUnit = (units: readonly UnitOfMeasure[], name: string): UnitOfMeasure | undefined =>
  units.find((u) => u.name === name || u.synonyms.includes(name))

/**
 * Converts a value between two units of one dimension; undefined when the dimensions differ.
 * Divides or multiplies by a whole factor, so that 12345.6 万元 is exactly 1.23456 亿元.
 */
export const convertValue = (value: number, from: UnitOfMeasure, to: UnitOfMeasure): number | undefined => {
  if (from.dimension !== to.dimension) return undefined
  return from.factor >= to.factor ? value * (from.factor / to.factor) : value / (to.factor / from.factor)
}
