using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Functions.Csv;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Functions.Page;

/// <summary>Registers what the HTTP functions need besides the export.</summary>
public static class PageServices
{
    /// <summary>Adds the frame around the routes and the page.</summary>
    public static IServiceCollection AddOperatorPage(this IServiceCollection services)
    {
        services.AddSingleton<AccessRules>();
        services.AddSingleton<Session>();
        services.AddSingleton<Gate>();
        services.AddSingleton<PageFrame>();
        services.AddSingleton<CsvTables>();
        return services;
    }
}
