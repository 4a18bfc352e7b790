import type { Condition } from "./condition.ts";
import { canChooseElements, type PlacedField } from "./choose-elements.ts";
import type { Sightings } from "./sightings.ts";

/** A rule's field, by its numbers in the filter's tree of paths. */
export interface CompiledField {
  readonly pathId: number;
  readonly conditionId: number;
  readonly condition: Condition;
}

/** Elements of lists that one rule may look at for one record: some 50 ms. */
const stepsPerRule = 1_000_000;

/** True when the field can hold whatever else is chosen; false is final for the record. */
export function canHold(field: CompiledField, sightings: Sightings): boolean {
  if (
    sightings.isAcceptedFree(field.conditionId) ||
    sightings.acceptedPlaces(field.conditionId).length > 0
  )
    return true;
  return field.condition.absent && !sightings.isSeenFree(field.pathId);
}

/**
 * Whether the fields hold together for the record that was walked.
 *
 * @param fields in the order of their paths.
 */
export function holdTogether(fields: readonly CompiledField[], sightings: Sightings): boolean {
  for (const field of fields) if (!canHold(field, sightings)) return false;
  const bound = fieldsBoundToElements(fields, sightings);
  const [first, second] = bound;
  if (first === undefined) return true;
  if (second === undefined) return first.acceptedFree || first.accepted.length > 0;
  return canChooseElements(bound, { left: stepsPerRule });
}

/** The fields whose answer depends on which elements of lists are chosen: none, for nearly all records. */
function fieldsBoundToElements(
  fields: readonly CompiledField[],
  sightings: Sightings,
): readonly PlacedField[] {
  const bound: PlacedField[] = [];
  const asksAbsence = fields.some((field) => field.condition.absent);
  for (const field of fields) {
    const acceptedFree = sightings.isAcceptedFree(field.conditionId);
    const accepted = sightings.acceptedPlaces(field.conditionId);
    const seen = field.condition.absent ? sightings.seenPlaces(field.pathId) : [];
    // A value outside all lists binds nothing. Only a field that asks for absence can gain by
    // an element that was chosen before it.
    const isBound = acceptedFree
      ? asksAbsence && accepted.length > 0
      : accepted.length + seen.length > 0;
    if (isBound) {
      bound.push({
        accepted,
        acceptedFree,
        absent: field.condition.absent,
        seen,
        seenFree: sightings.isSeenFree(field.pathId),
      });
    }
  }
  return bound;
}
