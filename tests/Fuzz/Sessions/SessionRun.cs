using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Restante.Server.Auth;
using Restante.Server.Sessions;
using Restante.Server.Stores;

namespace Restante.Fuzz.Sessions;

/// <summary>One real session over pipes: sends what the input says, as it says, and keeps what is answered.</summary>
internal sealed class SessionRun(IMailStore store, MailboxName mailbox, ListLog log)
{
    // Real time, and far more than a session of a few kilobytes takes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The unique-id of what was delivered meanwhile; null where nothing was.</summary>
    public string? Late { get; private set; }

    /// <summary>Plays the input; returns what the client saw.</summary>
    /// <exception cref="FuzzException">The session did not end.</exception>
    public async Task<byte[]> PlayAsync(SessionInput input)
    {
        var toServer = new Pipe();
        var toClient = new Pipe();
        await using var connection = new DefaultConnectionContext("fuzz", new Ends(toServer.Reader, toClient.Writer), new Ends(toClient.Reader, toServer.Writer));
        var serving = ServeAsync(connection);
        var reading = ReadAsync(toClient.Reader, input.GoneAfter);
        try
        {
            await SendAsync(toServer.Writer, input);
            await serving.WaitAsync(Patience);
            return await reading.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new FuzzException("the session does not end");
        }
    }

    private async Task ServeAsync(DefaultConnectionContext connection)
    {
        using var authenticator = new Authenticator(new OneUser(), new Throttle(TimeProvider.System, TimeSpan.Zero, TimeSpan.Zero), new byte[ProofSecrets.KeyLength]);
        var services = new SessionServices
        {
            Settings = new SessionSettings { Hostname = "pop-01", Implementation = "Restante-fuzz", Mechanisms = ["PLAIN"] },
            Store = store,
            Authenticator = authenticator,
            Pace = new LoginPace(TimeProvider.System),
            Time = TimeProvider.System,
            Log = log,
        };
        var origin = ClientOrigin.From(new IPEndPoint(IPAddress.Loopback, 50_000));
        var facts = new SessionFacts { Id = "7f3c9a", Address = origin.Text, Started = TimeProvider.System.GetTimestamp() };
        await using (var session = new Pop3Session(connection, origin, services, facts))
        {
            await session.RunAsync(implicitTls: false);
        }

        await connection.Transport.Output.CompleteAsync();
        await connection.Transport.Input.CompleteAsync();
    }

    private async Task SendAsync(PipeWriter writer, SessionInput input)
    {
        var size = input.Piece == 0 ? Math.Max(1, input.Octets.Length) : input.Piece;
        var pieces = 0;
        for (var at = 0; at < input.Octets.Length; at += size)
        {
            if (++pieces == input.DeliverAt)
            {
                using var late = new MemoryStream(SessionsTarget.Late);
                Late = (await store.DeliverAsync(mailbox, late, CancellationToken.None)).UniqueId;
            }

            var sent = await writer.WriteAsync(input.Octets.AsMemory(at, Math.Min(size, input.Octets.Length - at)));
            if (sent.IsCompleted)
            {
                break;
            }
        }

        await writer.CompleteAsync();
    }

    private static async Task<byte[]> ReadAsync(PipeReader reader, int goneAfter)
    {
        var seen = new ArrayBufferWriter<byte>();
        while (goneAfter == 0 || seen.WrittenCount < goneAfter)
        {
            var result = await reader.ReadAsync();
            foreach (var piece in result.Buffer)
            {
                seen.Write(piece.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled)
            {
                break;
            }
        }

        await reader.CompleteAsync();
        return seen.WrittenSpan.ToArray();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>The model's user.</summary>
    private sealed class OneUser : ICredentialStore
    {
        private static readonly PasswordHash Secret = Hash(SessionModel.Password);

        public PasswordHash Decoy { get; } = Hash("nobody knows this one").ToDecoy();

        public SecretUses Uses => Secret.Uses;

        public ValueTask<Credential?> FindAsync(string userName, CancellationToken cancellation) =>
            ValueTask.FromResult(userName == SessionModel.User ? new Credential(userName, Secret, Disabled: false) : null);

        private static PasswordHash Hash(string password) =>
            PasswordHash.TryParse("{PLAIN}" + password, out var hash, out var fault) ? hash : throw new FuzzException(fault);
    }
}
