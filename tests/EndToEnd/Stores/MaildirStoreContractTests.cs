using Restante.Contracts;
using Restante.Server.Stores;

namespace Restante.EndToEnd.Stores;

public sealed class MaildirStoreContractTests : MailStoreContract, IDisposable
{
    private readonly TempMaildir _temp = new();

    public MaildirStoreContractTests() => Store = _temp.Store();

    protected override IMailStore Store { get; }

    public void Dispose() => _temp.Dispose();
}
