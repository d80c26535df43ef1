/** The name of a shape of many rectangles, known without loading what draws it. */
export const MARKS = 'sightline-marks';
