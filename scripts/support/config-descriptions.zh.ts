/** What each configuration key means, in Chinese; the English stands in Pulumi.yaml. A test holds the two together. */
export const descriptions: Record<string, string> = {};
