namespace Restante.Server.Config.Types;

/// <summary>A path; a relative one starts from the file it stands in.</summary>
internal class PathType : WrittenType<string>
{
    public override string Name => "path";

    protected override string Example => "/var/lib/restante";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        value = "";
        (message, advice) = ("is not a path", "write a path without NUL");
        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        // No shell stands between the operator and this file.
        if (text.StartsWith('~'))
        {
            (message, advice) = ($"\"{text}\" starts with ~, which means a home only to a shell", "write the whole path");
            return false;
        }

        value = Path.GetFullPath(text, origin.BaseDirectory);
        return true;
    }

    protected override string Write(string value) => value;
}

/// <summary>A path, or nothing.</summary>
internal sealed class OptionalPathType : PathType
{
    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = ("", "", "");
        return text.Length == 0 || base.TryParse(text, origin, out value, out message, out advice);
    }
}

/// <summary>A path with a user's name in it.</summary>
internal sealed class MaildirPatternType : PathType
{
    public override string Name => "path pattern";

    protected override string Example => "/var/mail/{user}/Maildir";

    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        return base.TryParse(text, origin, out value, out message, out advice)
            && NamePattern.IsSound(text, "all users would share one Maildir", out message, out advice);
    }
}

/// <summary>A path, or nothing.</summary>
internal sealed class FileOrNoneType : PathType
{
    protected override bool TryParse(string text, ConfigOrigin origin, out string value, out string message, out string advice)
    {
        (value, message, advice) = ("", "", "");
        return text.Length == 0 || base.TryParse(text, origin, out value, out message, out advice);
    }
}
