using System.Globalization;
using System.Text.Json;
using Restante.Client;
using Restante.Client.Mailbox;

namespace Restante.Cli.Commands.Check;

/// <summary>The file of <c>--baseline</c>: a mailbox's unique-ids, sizes and Message-IDs, from one run to the next.</summary>
internal static class BaselineFile
{
    private const string Form = "restante-check-baseline";
    private const int Version = 1;
    private const long Largest = 64 * 1024 * 1024;
    private const string Advice = "remove the file, and the next run makes a new one; or name another with --baseline";

    /// <summary>Null where there is no such file yet.</summary>
    /// <exception cref="Failure">It cannot be read, or is of another mailbox.</exception>
    public static Baseline? Read(string file, CheckOptions options)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            if (stream.Length > Largest)
            {
                throw Wrong($"{file} has {stream.Length} octets: no baseline is that large");
            }

            using var json = JsonDocument.Parse(stream);
            return Parse(json.RootElement, file, options);
        }
        catch (FileNotFoundException) when (Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Wrong($"{file} is no baseline of restante check: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Failure(CheckCommand.Unknown, $"--baseline {file}: {e.Message}", "name a file in a folder that can be read and written");
        }
    }

    /// <summary>Puts a new one in the place of the old one, whole or not at all; only its owner may read it.</summary>
    /// <exception cref="Failure">It cannot be written; the old one is as it was.</exception>
    public static void Write(string file, Baseline baseline, CheckOptions options)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var fresh = Path.Combine(folder, $".{Path.GetFileName(file)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                Write(stream, baseline, options);
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(fresh);
            throw new Failure(CheckCommand.Unknown, $"--baseline {file}: {e.Message}", "name a file in a folder that can be written");
        }
    }

    private static Baseline Parse(JsonElement json, string file, CheckOptions options)
    {
        if (json.GetProperty(Form).GetInt32() != Version)
        {
            throw Wrong($"{file} is of another version of restante");
        }

        var (host, user) = (json.GetProperty("host").GetString(), json.GetProperty("user").GetString());
        if (!string.Equals(host, options.Target.Host, StringComparison.OrdinalIgnoreCase) || user != options.User)
        {
            throw new Failure(CheckCommand.Unknown, $"{file} is of the mailbox of {user} at {host}", "each mailbox has a baseline file of its own");
        }

        var messages = new List<BaselineMessage>();
        foreach (var message in json.GetProperty("messages").EnumerateArray())
        {
            messages.Add(new BaselineMessage(
                message.GetProperty("unique-id").GetString() ?? throw new FormatException("a message without unique-id"),
                message.GetProperty("size").GetInt64(),
                message.TryGetProperty("message-id", out var id) ? id.GetString() : null));
        }

        return new Baseline(json.GetProperty("taken").GetDateTimeOffset(), messages);
    }

    private static void Write(Stream stream, Baseline baseline, CheckOptions options)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber(Form, Version);
        json.WriteString("host", options.Target.Host);
        json.WriteString("user", options.User);
        json.WriteString("taken", baseline.TakenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray("messages");
        foreach (var message in baseline.Messages)
        {
            json.WriteStartObject();
            json.WriteString("unique-id", message.UniqueId);
            json.WriteNumber("size", message.Size);
            if (message.MessageId is { } id)
            {
                json.WriteString("message-id", id);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Failure Wrong(string what) => new(CheckCommand.Unknown, what, Advice);
}
