/** What stands for a secret that cannot be decrypted without the CLI; read as a URL where one is wanted. */
export const masked = "https://masked.invalid/secret";
