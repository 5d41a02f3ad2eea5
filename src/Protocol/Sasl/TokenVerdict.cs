using System.Buffers;
using System.Text.Json;

namespace Restante.Protocol.Sasl;

/// <summary>What became of a bearer token.</summary>
/// <param name="Accepted">The token is good, and the user's.</param>
/// <param name="Status">Otherwise why not, in the words of RFC 6750 §3.1: <c>invalid_token</c>, <c>insufficient_scope</c>.</param>
/// <param name="Scope">What a token needs; null for nothing to say.</param>
/// <param name="Configuration">Where clients learn how to get one (RFC 7628 §3.2.2); null for nothing to say.</param>
public sealed record TokenVerdict(bool Accepted, string Status = "invalid_token", string? Scope = null, string? Configuration = null)
{
    public static TokenVerdict Good { get; } = new(true);

    /// <summary>What the client is told (RFC 7628 §3.2.2).</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("status", Status);
            if (Scope is not null)
            {
                writer.WriteString("scope", Scope);
            }

            if (Configuration is not null)
            {
                writer.WriteString("openid-configuration", Configuration);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
