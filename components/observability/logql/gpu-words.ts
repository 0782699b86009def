/** How queries about cards tell a state. */

/** Makes the label `state` of a line about a card or a sensor: `readable`, or the reason why it is not. */
export const readState =
  'label_format state=`{{ if eq .readable "0" }}{{ .reason }}{{ else }}readable{{ end }}`';

/** What a tile about cards shows instead of a number: the card cannot be read, nobody reads it, it does not tell this, nothing tells of one. */
export const gpuTileStates = { unreadable: -1, unwatched: -2, untold: -3, none: -4 } as const;
