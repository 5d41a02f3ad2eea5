namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>What a directory says to a bind.</summary>
/// <param name="Code">How it went.</param>
/// <param name="Diagnostic">The directory's words; may be empty. Somebody else wrote them.</param>
/// <param name="Policy">What it says of the account, where it keeps a password policy.</param>
internal sealed record LdapAnswer(LdapCode Code, string Diagnostic = "", PolicyError? Policy = null);

/// <summary>What a directory found.</summary>
/// <param name="Code">How it went.</param>
/// <param name="Entries">Two at most: a second one is as bad as a hundred.</param>
/// <param name="Diagnostic">The directory's words.</param>
internal sealed record LdapFindings(LdapCode Code, IReadOnlyList<LdapEntry> Entries, string Diagnostic = "");

/// <param name="Dn">As the directory writes it.</param>
/// <param name="Values">Of the one attribute that was asked for, those that are text.</param>
internal sealed record LdapEntry(string Dn, IReadOnlyList<string> Values);

/// <summary>A server cannot be reached, is not to be trusted, or does not answer: the next one may.</summary>
internal sealed class DirectoryDownException(string message) : Exception(message);
