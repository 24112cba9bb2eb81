using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Mapping;

namespace CloudmoreAutotask.Planning;

/// <summary>Which contract service a product of a subscription uses on a contract that is there (export rules, "The contract", adoption).</summary>
/// <param name="Existing">The contract service; null when ours is to be added.</param>
/// <param name="Conflict">Why a person has to decide; null when nobody has to.</param>
internal sealed record ServiceChoice(ContractServiceState? Existing, string? Conflict)
{
    public static ServiceChoice For(SeatLine seat, BilledSubscription subscription, ContractState contract, ContractMapping? mapping, ServiceCatalogue catalogue)
    {
        var remembered = mapping?.ContractId == contract.Contract.Id ? mapping.Services : new Dictionary<string, long>();
        if (remembered.TryGetValue(seat.ProductId.ToLowerInvariant(), out var id) && contract.Services.FirstOrDefault(service => service.Id == id) is { } known)
            return new ServiceChoice(known, null);

        var catalogued = catalogue.Find(seat.ProductId, seat.ProductName, seat.Frequency!.Value).Select(service => service.Id).ToHashSet();
        var own = contract.Services.Where(service => catalogued.Contains(service.ServiceId)).ToList();
        if (own.Count == 1)
            return new ServiceChoice(own[0], null);
        if (own.Count > 1)
            return new ServiceChoice(null, $"Contract {contract.Contract.Id} carries the service of '{seat.ProductName}' {own.Count} times.");

        var foreign = contract.Services.Where(service => !catalogue.IsOurs(service.ServiceId) && !remembered.Values.Contains(service.Id)).ToList();
        if (foreign.Count == 0)
            return new ServiceChoice(null, null);
        var adoptable = foreign.Count == 1 && contract.Services.Count == 1 && subscription.Seats.Count == 1
            && foreign[0].Rows.Any(row => row.Units > 0);
        return adoptable
            ? new ServiceChoice(foreign[0], null)
            : new ServiceChoice(null, $"Contract {contract.Contract.Id} was made by somebody else and carries services ({string.Join(", ", foreign.Select(service => service.Id))}) that cannot be matched to the products of this subscription.");
    }
}
